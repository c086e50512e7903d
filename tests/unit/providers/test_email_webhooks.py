"""What mail providers report is read by the function that answers webhooks: it must start fast."""

import subprocess
import sys


def test_reading_reports_of_mail_loads_no_client_and_no_cryptography() -> None:
    imports = "; ".join(
        f"import functions.providers.{name}.webhooks" for name in ("resend", "sendgrid", "ses")
    )
    loaded = "{'httpx', 'smtplib', 'cryptography'} & set(sys.modules)"
    script = f"import sys; {imports}; print(sorted({loaded}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
