#!/usr/bin/env python3
"""A partner's worker: takes jobs from CodePipeline, does the work, publishes each result.

Replace the function work(). A worker takes one job at a time: start several for more.

environment:
  ACTION_TYPE                 your action as category/provider/version, e.g. Test/Local/1
  CLIENT_TOKEN_SECRET_PREFIX  the stack's output ClientTokenSecretPrefix
  COMPLETION_QUEUE_URL        the stack's output CompletionQueueUrl
  POLL_SECONDS                the pause after a poll without a job; 10 if not set
Region, credentials and endpoints (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL, ...) are read by
boto3. SIGTERM ends the worker after the job that it works on.
"""
import argparse
import json
import logging
import os
import random
import signal
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

log = logging.getLogger("worker")

# Another worker has the job, or it is over.
NOT_OURS = {"InvalidNonceException", "InvalidJobException", "JobNotFoundException"}


class Failure(Exception):
    """A result that the customer sees on the action. The types are those of FailureDetails."""

    def __init__(self, failure_type, message):
        super().__init__(message)
        self.details = {"type": failure_type, "message": str(message)}


class NoTokenInSecret(Exception):
    """The secret is neither a token nor {"clientToken": "..."}."""


def work(configuration, continuation_token):
    """Does the work of one job: REPLACE IT. Returns what the completion event adds to the job.

    This one runs a suite in parts, and one job for each part.
    """
    if "Suite" not in configuration:
        raise Failure("ConfigurationError", "Set Suite in the configuration of the action.")
    part, parts = int(continuation_token or 1), int(configuration.get("Parts", 1))
    details = {"summary": f"Part {part} of {parts} passed", "percentComplete": 100 * part // parts}
    if part < parts:
        return {"continuationToken": str(part + 1), "executionDetails": details}
    return {"executionDetails": details}


class Worker:
    def __init__(self, action_type, secret_prefix, queue_url, poll_seconds):
        self.action_type = action_type
        self.secret_prefix = secret_prefix
        self.queue_url = queue_url
        self.poll_seconds = poll_seconds
        self.stopping = False
        # Throttled calls are repeated by boto3, with a back-off of its own.
        retries = Config(retries={"mode": "standard", "total_max_attempts": 4})
        self.codepipeline, self.sqs, self.secrets = (
            boto3.client(it, config=retries) for it in ("codepipeline", "sqs", "secretsmanager"))
        self.codepipeline_once = boto3.client(
            "codepipeline", config=Config(retries={"total_max_attempts": 1}))

    def stop(self, *_):
        self.stopping = True

    def pause(self, seconds):
        end = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < end:
            time.sleep(min(0.2, seconds))

    def back_off(self, failures):
        self.pause(min(300, 2**failures) * random.uniform(0.5, 1))

    def run(self):
        failures = 0
        while not self.stopping:
            try:
                jobs = self.codepipeline.poll_for_third_party_jobs(
                    actionTypeId=self.action_type, maxBatchSize=1)["jobs"]
                failures = 0
                if not (jobs and self.handle(jobs[0]["jobId"], jobs[0]["clientId"])):
                    self.pause(self.poll_seconds)
            except (ClientError, BotoCoreError) as error:
                failures += 1
                log.warning("cannot poll: %s", reason(error))
                self.back_off(failures)

    def handle(self, job_id, client_id):
        """Whether the job was ours."""
        try:
            data = self.take(job_id, client_id)
        except Exception as error:
            taken = reason(error) in NOT_OURS
            # CodePipeline queues a job again that nobody acknowledged.
            log.warning("job %s: %s", job_id, "another worker has it, or it is over" if taken
                        else "failed: " + reason(error))
            return False
        log.info("job %s: begun for %s", job_id, client_id)
        # Built once: a different result for the same job would be refused as a conflict.
        self.publish(job_id, event(job_id, client_id, data))
        return True

    def take(self, job_id, client_id):
        token = self.token(client_id)
        details = self.codepipeline.get_third_party_job_details(
            jobId=job_id, clientToken=token)["jobDetails"]
        self.acknowledge(jobId=job_id, clientToken=token, nonce=details["nonce"])
        return details["data"]

    def token(self, client_id):
        secret = self.secrets.get_secret_value(SecretId=f"{self.secret_prefix}/{client_id}")
        token = secret.get("SecretString", "").strip()
        if token.startswith("{"):
            token = json.loads(token).get("clientToken")
        if not token or not isinstance(token, str):
            raise NoTokenInSecret
        return token

    def acknowledge(self, **call):
        """Repeats the call until it has an answer.

        A call without an answer may have been accepted, and has then used the nonce. If the next
        one is refused for it, the job is taken as ours: work that is done twice, because another
        worker has the job after all, is better than a job in progress that nobody works on.
        """
        failures, unresolved = 0, False
        while True:
            try:
                self.codepipeline_once.acknowledge_third_party_job(**call)
                return
            except (ClientError, BotoCoreError) as error:
                if unresolved and reason(error) == "InvalidNonceException":
                    return
                throttled = reason(error) == "ThrottlingException"
                if self.stopping or not (throttled or is_outcome_unknown(error)):
                    raise
                unresolved = unresolved or not throttled
                log.warning("job %s: no acknowledgement yet: %s", call["jobId"], reason(error))
            failures += 1
            self.back_off(failures)

    def publish(self, job_id, event):
        """Publishes until it succeeds: publishing twice is harmless."""
        failures = 0
        while True:
            try:
                self.sqs.send_message(QueueUrl=self.queue_url, MessageBody=event)
                log.info("job %s: published", job_id)
                return
            except (ClientError, BotoCoreError) as error:
                failures += 1
                log.warning("job %s: not published yet: %s", job_id, reason(error))
            if self.stopping:
                # It holds a clientId, not a token.
                sys.exit(f"NOT PUBLISHED, publish it yourself: {event}")
            self.back_off(failures)


def event(job_id, client_id, data):
    """The text to publish. Whatever work() does, a job that is ours gets a result."""
    job = {"jobId": job_id, "clientId": client_id}
    try:
        return json.dumps({**job, **result(data)}, allow_nan=False)
    except (Exception, SystemExit):
        log.exception("job %s: failed unexpectedly", job_id)
        failure = {"type": "JobFailed", "message": "Internal error"}
        return json.dumps({**job, "failureDetails": failure})


def result(data):
    try:
        configuration = data.get("actionConfiguration", {}).get("configuration", {})
        return work(configuration, data.get("continuationToken"))
    except Failure as failure:
        return {"failureDetails": failure.details}


def is_outcome_unknown(error):
    """Whether the call may have been accepted."""
    if isinstance(error, ClientError):
        return error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
    return True


def reason(error):
    """Never the message of another error: it could quote a secret, as ParamValidationError does."""
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"]
    if isinstance(error, BotoCoreError) and not isinstance(error, ParamValidationError):
        return str(error)
    return type(error).__name__


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("botocore").setLevel(logging.WARNING)
    try:
        action_type = os.environ["ACTION_TYPE"].split("/")
        if len(action_type) != 3:
            raise ValueError("ACTION_TYPE must be category/provider/version")
        worker = Worker(
            dict(zip(("category", "provider", "version"), action_type), owner="ThirdParty"),
            os.environ["CLIENT_TOKEN_SECRET_PREFIX"],
            os.environ["COMPLETION_QUEUE_URL"],
            float(os.environ.get("POLL_SECONDS", 10)))
    except KeyError as missing:
        parser.error(f"{missing.args[0]} is not set, see --help")
    except (ValueError, BotoCoreError) as wrong:
        parser.error(f"{wrong}, see --help")
    for it in (signal.SIGTERM, signal.SIGINT):
        signal.signal(it, worker.stop)
    log.info("polling for jobs of %s, every %g s while there are none",
             os.environ["ACTION_TYPE"], worker.poll_seconds)
    worker.run()
    log.info("stopped")


if __name__ == "__main__":
    main()
