"""A commit and a read as they are in production, over TLS and with credentials; prints the headers that came.

A process of its own: gRPC reads which certificates it trusts once, at the first channel.
"""

import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from google.cloud import firestore
from google.oauth2.credentials import Credentials

from functions.store.documents import Create
from functions.store.firestore import Firestore
from functions.store.stubs import Stubs
from tests.unit.store.scripted_firestore import ScriptedFirestore


def main() -> None:
    key, certificate = _certificate()
    with tempfile.TemporaryDirectory() as folder:
        roots = Path(folder) / "roots.pem"
        roots.write_bytes(certificate)
        os.environ["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = str(roots)
        service = ScriptedFirestore()
        server = grpc.server(ThreadPoolExecutor(2), handlers=[service])
        identity = grpc.ssl_server_credentials([(key, certificate)])
        port = server.add_secure_port("localhost:0", identity)
        server.start()
        _call(f"localhost:{port}")
        server.stop(None).wait()
    json.dump([asked.headers for asked in service.asked], sys.stdout)


def _call(address: str) -> None:
    """A commit and a read of the store, then a commit by Google's client."""
    credentials = Credentials("a token", quota_project_id="who pays")
    with patch("google.auth.default", lambda **scopes: (credentials, "p")):
        backend = Firestore(Stubs("p", host=address))
    backend.write([Create("orgs/kopi/orders/pos:1", {"n": 1})])
    backend.read(["orgs/kopi", "org_secrets/kopi"])
    client = firestore.Client(project="p", credentials=credentials, client_options={"api_endpoint": address})
    client.batch().commit(retry=None)


def _certificate() -> tuple[bytes, bytes]:
    """The key and the certificate of localhost, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, certificate.public_bytes(Encoding.PEM)


if __name__ == "__main__":
    main()
