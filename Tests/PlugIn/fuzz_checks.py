"""What Schemathesis is told beyond the document: one more check of every refusal, and which failures are none.

A schema says which requests are well formed. It cannot say that an instant lies ahead, that a key was not used before, that two things have one name by now,
or what a job means; the refusals of those are told apart by their codes, which stand below with the reason. No check is left out.
"""

import atexit, collections, os, re

import hypothesis.internal.reflection
import schemathesis
from schemathesis.core.failures import Failure, ServerError
from schemathesis.openapi.checks import IgnoredAuth, RejectedPositiveData

# Hypothesis parses the source of every filter to describe it; deep in a schema CPython 3.11's parser gives up with a SystemError, and the phase with it.
hypothesis.internal.reflection.lambda_sources.lambda_description = lambda function: "lambda <unknown>"

IS_HANGING = os.environ.get("FUZZ_HANGING") == "1"

# Of the whole request.
WELL_FORMED_AND_REFUSED = {
    "ambiguous_name",  # the fuzzer gives several things one name and then asks by it
    "idempotency_key_reused",  # the fuzzer has few keys and sends each with many requests
}
# Of its members.
WELL_FORMED_AND_WRONG = {
    "in_the_past",  # no schema knows what time it is
    "wrong_meaning",  # of a job: a rule without dates, an exception that hits nothing, parameters that its step's action does not have
    "wrong_order",  # no schema compares two members
    "other_name",  # of a job: another name than the address says
    "forbidden",  # of a job: another connection than the key's
}
UPSTREAM = {502: "upstream_error", 503: "upstream_unavailable", 504: "upstream_timeout"}
# What livedigital said, names and code are quoted; everything else is in the language that was asked for.
QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"|`[^`]*`|“[^”]*”|\([^()]*\)")
ENGLISH = re.compile(r"(?:\b[a-z]{2,}\b ){3,}")


# Whether an unknown key is a personal token only livedigital can tell, and only so many are tried at once.
UNTRIED = re.compile("got `(429|50[234]) .* \\(invalid credentials provided\\)")
DROPPED = collections.Counter()
atexit.register(lambda: DROPPED and print("right refusals:", ", ".join(f"{count} {reason}" for reason, count in DROPPED.most_common())))


def problem(response) -> dict:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


@schemathesis.hook
def before_call(context, case, kwargs):
    language = "ru" if int.from_bytes(case.id.encode(), "little") % 2 else "en"
    case.headers = {**(case.headers or {}), "Accept-Language": language}


@schemathesis.check
def refusals_are_problems(ctx, response, case):
    """Every refusal is a problem document in the language that was asked for, with the number of the request and when to try again."""
    headers = {name.lower(): values[0] for name, values in response.headers.items()}
    what = None
    if "x-request-id" not in headers:
        what = "there is no X-Request-Id"
    elif response.status_code >= 400 and (case.method or "").upper() != "HEAD":
        body = problem(response)
        text = str(body.get("detail"))
        if headers.get("content-type") != "application/problem+json":
            what = f"a refusal is {headers.get('content-type')}"
        elif body.get("status") != response.status_code or body.get("requestId") != headers["x-request-id"] or text != body.get("message"):
            what = "the problem document does not fit its answer"
        elif response.status_code in (429, 502, 503, 504) and int(headers.get("retry-after", 0)) < 1:
            what = "it does not say when to try again"
        elif headers.get("content-language") == "ru":
            texts = [text] + [error["message"] for error in body["errors"]]
            strange = [one for one in texts if not re.search("[а-яё]", one) or ENGLISH.search(QUOTED.sub("", one))]
            what = f"not in Russian: {strange[0]}" if strange else None
    if what:
        raise Failure(operation=case.operation.label, title="Not the answer of this API", message=what)


def reason(failure, response) -> str | None:
    """Why a failure is none."""
    body = problem(response)
    code, errors = body.get("code"), {error["code"] for error in body.get("errors", [])}
    if isinstance(failure, RejectedPositiveData):
        if (body.get("upstream") or {}).get("status") in (400, 422):
            return "of livedigital"  # what it takes beyond its own documents only livedigital knows
        if code in WELL_FORMED_AND_REFUSED:
            return code
        if errors and errors <= WELL_FORMED_AND_WRONG:
            return min(errors)
    if IS_HANGING and isinstance(failure, ServerError) and UPSTREAM.get(response.status_code) == code:
        return code
    if IS_HANGING and isinstance(failure, IgnoredAuth) and UNTRIED.search(failure.message):
        return "untried key"
    return None


@schemathesis.hook
def filter_failure(context, failure, case, response):
    right = reason(failure, response)
    if right:
        DROPPED[right] += 1
    return right is None
