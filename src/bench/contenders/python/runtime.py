"""The loop of AWS's Python runtime: initialise, then next, handler, response."""

import http.client
import json
import os
import sys
import traceback

ROOT = "/2018-06-01/runtime"
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


def call(method, path, body=None):
    api.request(method, ROOT + path, body)
    response = api.getresponse()
    return response.headers, response.read()


def failure(e):
    return json.dumps({"errorType": type(e).__name__, "errorMessage": traceback.format_exc()})


sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
try:
    from handler import handler
except Exception as e:
    call("POST", "/init/error", failure(e))
    raise
while True:
    headers, event = call("GET", "/invocation/next")
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    try:
        answer = json.dumps(handler(json.loads(event), request_id))
        call("POST", f"/invocation/{request_id}/response", answer)
    except Exception as e:
        call("POST", f"/invocation/{request_id}/error", failure(e))
