"""Has the cases reach deep, and tells schemathesis what an OpenAPI document cannot say.

What replaces a value is as valid as what it replaces, so that a case stays what it was meant to be. It is chosen by the value itself, so
that a seed gives the same cases again, as far as ids and times of the run allow.
"""

import json
import os
import re
import uuid
import zlib

import requests
import schemathesis
from schemathesis.wfc.escalation import restore_identity_assignments

SKUS = ["sku-book", "sku-pen", "sku-lamp", "sku-rare", "sku-none"]
PAYMENT_METHODS = ["pm_ok", "pm_ok", "pm_slow", "pm_declined", "pm_flaky", "pm_timeout", "pm_lost"]
WAITS = ["wait=0", "wait=1", "respond-async, wait=1", 'handling=strict; x="wait=9", WAIT=0', "return=minimal"]

TEXT = re.compile("[^\x00-\x1f\x7f-\x9f]{1,64}")
PAYMENT_METHOD = re.compile(r"pm_[A-Za-z0-9_-]{1,64}")
KEY = re.compile(r"[\x21-\x7e]{1,255}")
CURSOR = re.compile(r"[A-Za-z0-9_-]{1,200}")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SAGA_ID = re.compile(r"create-order-" + UUID.pattern)

PARKED = [saga for saga in os.environ.get("FUZZ_PARKED", "").split(",") if saga]

# Refused by rules that no schema can hold: which SKUs there are, which cursors were given out, which keys were used, how a header's
# own grammar goes, and that a customer cannot order for more than a number can be.
RULES_BEYOND_SCHEMAS = {"UNKNOWN_SKU", "INVALID_CURSOR", "KEY_REUSED", "INVALID_PREFER", "TOTAL_TOO_LARGE"}

with open(os.environ["FUZZ_TOKENS"], encoding="utf-8") as file:
    HEADERS = {
        entry["name"]: {header["name"]: header["value"] for header in entry["fixedHeaders"]}
        for entry in json.load(file)["auth"]
    }

TOLD = os.fdopen(3, "w", buffering=1) if os.environ.get("FUZZ_TELL") else None
cursors = {}


def dice(value, faces):
    return zlib.crc32(repr(value).encode("utf-8", "backslashreplace")) % faces


def fits(pattern, value):
    return isinstance(value, str) and pattern.fullmatch(value) is not None


@schemathesis.hook
def after_load_schema(context, schema):
    # It would find out by itself that customers may not call these, but only late in a short run.
    labels = [result.ok().label for result in schema.get_all_operations()]
    restore_identity_assignments(schema, {label: "operator" for label in labels if " /sagas" in label})


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = case.operation.definition.raw.get("operationId")
    if operation == "placeOrder":
        place_order(case)
    elif operation in ("listOrders", "listSagas"):
        list_page(case, cursors.get(operation))
    elif operation == "cancelOrder":
        open_order(case)
    elif operation == "resolveStep":
        parked_step(case)


def place_order(case):
    body = case.body
    if isinstance(body, dict):
        items = body.get("items")
        for item in items if isinstance(items, list) else []:
            if not isinstance(item, dict):
                continue
            sku, quantity = item.get("sku"), item.get("quantity")
            if fits(TEXT, sku) and sku not in SKUS and dice(sku, 12) > 0:
                item["sku"] = SKUS[dice(sku, len(SKUS))]
            # Few pieces mostly: the stock is to last.
            if type(quantity) is int and 1 <= quantity <= 1000 and dice(quantity, 32) > 0:
                item["quantity"] = quantity % 3 + 1
        method = body.get("paymentMethod")
        if fits(PAYMENT_METHOD, method) and method not in PAYMENT_METHODS and dice(method, 12) > 0:
            body["paymentMethod"] = PAYMENT_METHODS[dice([method, items], len(PAYMENT_METHODS))]
    headers = case.headers or {}
    key = headers.get("Idempotency-Key")
    # A key for each body, and now and then one for several.
    if fits(KEY, key) and len(key) < 200 and dice([key, body], 12) > 0:
        headers["Idempotency-Key"] = f"{key}-{dice(body, 2**32)}"
    if isinstance(headers.get("Prefer"), str) and dice([headers["Prefer"], body], 3) == 0:
        headers["Prefer"] = WAITS[dice([headers["Prefer"], body], len(WAITS))]


def list_page(case, cursor):
    given = (case.query or {}).get("cursor")
    if cursor is not None and fits(CURSOR, given) and dice(given, 4) > 0:
        case.query["cursor"] = cursor


def open_order(case):
    given = (case.path_parameters or {}).get("id")
    if not fits(UUID, given) or dice(given, 3) == 0:
        return
    # By the time that it is cancelled an order has mostly ended: so here is one that has not.
    headers = HEADERS.get(case.auth_identity)
    if headers is None:
        return
    answer = requests.post(
        f"{os.environ['FUZZ_URL']}/api/v1/orders",
        headers={**headers, "Idempotency-Key": str(uuid.uuid4())},
        json={"items": [{"sku": "sku-pen", "quantity": 1}], "paymentMethod": "pm_slow"},
        timeout=15,
    )
    case.path_parameters["id"] = answer.json()["id"]


def parked_step(case):
    parameters = case.path_parameters or {}
    given = parameters.get("id")
    if PARKED and fits(SAGA_ID, given) and parameters.get("step") == "processPayment":
        parameters["id"] = PARKED[dice([given, case.body], len(PARKED))]


@schemathesis.hook
def after_call(context, case, response):
    operation = case.operation.definition.raw.get("operationId")
    body = read(response)
    code = body.get("code", "")
    if operation in ("listOrders", "listSagas") and body.get("nextCursor"):
        cursors[operation] = body["nextCursor"]
    if TOLD is not None:
        TOLD.write(json.dumps([case.operation.label, response.status_code, code]) + "\n")


@schemathesis.hook
def filter_failure(context, failure, case, response):
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    return read(response).get("code") not in RULES_BEYOND_SCHEMAS


def read(response):
    try:
        body = json.loads(response.content or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
