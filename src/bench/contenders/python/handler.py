"""The job of com.example.JobResultHandler, as it is usually written for Python."""

import json
import os
import time
from datetime import datetime, timezone

import boto3

code_pipeline = boto3.client("codepipeline")
dynamo_db = boto3.client("dynamodb")
TABLE = os.environ["LEDGER_TABLE_NAME"]
SERVICE = os.environ["POWERTOOLS_SERVICE_NAME"]
NAMESPACE = os.environ["POWERTOOLS_METRICS_NAMESPACE"]


def item(job_id, status):
    return {"jobId": {"S": job_id}, "status": {"S": status}}


def log(level, message, request_id, **more):
    line = {
        "level": level,
        "message": message,
        "timestamp": datetime.now(timezone.utc).isoformat(),
        "service": SERVICE,
        "function_request_id": request_id,
    }
    print(json.dumps(line | more), flush=True)


def count(**metrics):
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [["Service"]],
        "Metrics": [{"Name": name, "Unit": "Count"} for name in metrics],
    }
    header = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    print(json.dumps({"_aws": header, "Service": SERVICE} | metrics), flush=True)


def report(completion, request_id):
    job_id = completion["jobId"]
    try:
        dynamo_db.put_item(
            TableName=TABLE,
            Item=item(job_id, "REPORTING"),
            ConditionExpression="attribute_not_exists(jobId)",
        )
    except dynamo_db.exceptions.ConditionalCheckFailedException:
        log("INFO", "The completion was reported before", request_id, jobId=job_id)
        return
    code_pipeline.put_third_party_job_success_result(
        jobId=job_id, clientToken=completion["clientToken"]
    )
    dynamo_db.put_item(TableName=TABLE, Item=item(job_id, "REPORTED"))
    log("INFO", "The completion is reported", request_id, jobId=job_id)


def handler(event, request_id):
    failures = []
    for message in event["Records"]:
        try:
            report(json.loads(message["body"]), request_id)
        except Exception as e:
            log("ERROR", "The completion could not be reported", request_id, error=repr(e))
            failures.append({"itemIdentifier": message["messageId"]})
    count(Reported=len(event["Records"]) - len(failures), Failed=len(failures))
    return {"batchItemFailures": failures}
