"""Where the functions and their queues run, and how large they are: parameters that the Firebase CLI asks for when it
deploys (docs/deploying.md). `main.py` deploys by them; an instance never imports them.
"""

from firebase_functions.params import IntParam, StringParam

from functions.region import DEFAULT_REGION

REGION = StringParam(
    "REGION", default=DEFAULT_REGION, description="The region of the functions and their task queues."
)
MEMORY_MB = IntParam("MEMORY_MB", default=256, description="Memory of an instance, in MiB.")
CONCURRENCY = IntParam("CONCURRENCY", default=80, description="Requests that an instance serves at once.")
MAX_INSTANCES = IntParam("MAX_INSTANCES", default=100, description="The most instances of each function.")
HOOKS_MIN_INSTANCES = IntParam(
    "HOOKS_MIN_INSTANCES",
    default=0,
    description="Instances of hooks that are always there, for first answers.",
)
API_MIN_INSTANCES = IntParam(
    "API_MIN_INSTANCES", default=0, description="Instances of api that are always there, for first answers."
)
