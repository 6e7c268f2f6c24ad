"""A worker on boto3: each answer of the local stack has the same effect as that of AWS."""

import json
import os
import pathlib
import unittest
import urllib.request
import uuid

import boto3
import botocore
import codepipeline_model
from botocore.config import Config

ENDPOINT = os.environ["AWS_ENDPOINT_URL_CODEPIPELINE"]


def client(**config):
    return boto3.client("codepipeline", endpoint_url=ENDPOINT, config=Config(**config))


codepipeline = client()
errors = codepipeline.exceptions


def control(path, order=None):
    body = None if order is None else json.dumps(order).encode()
    with urllib.request.urlopen(ENDPOINT + "/control/" + path, body) as answer:
        return json.load(answer)


def caller(job):
    return {"jobId": job["id"], "clientToken": job["clientToken"]}


def details(job):
    return codepipeline.get_third_party_job_details(**caller(job))["jobDetails"]


def acknowledge(job, nonce):
    return codepipeline.acknowledge_third_party_job(**caller(job), nonce=nonce)["status"]


def succeed(job, **result):
    return codepipeline.put_third_party_job_success_result(**caller(job), **result)


def fail(job, failure_type="JobFailed"):
    failure = {"type": failure_type, "message": "2 of 214 checks failed"}
    return codepipeline.put_third_party_job_failure_result(**caller(job), failureDetails=failure)


class Worker(unittest.TestCase):
    def setUp(self):
        # Of its own, so that no test polls another's jobs.
        self.action_type = {
            "category": "Test",
            "owner": "ThirdParty",
            "provider": "p" + uuid.uuid4().hex[:20],
            "version": "1",
        }

    def queued_job(self):
        return control("jobs", {"actionType": self.action_type})

    def job_in_progress(self):
        return control("jobs", {"actionType": self.action_type, "state": "InProgress"})

    def polled(self):
        return codepipeline.poll_for_third_party_jobs(actionTypeId=self.action_type)["jobs"]

    def dispatched_job(self):
        job = self.queued_job()
        self.assertEqual([{"clientId": job["clientId"], "jobId": job["id"]}], self.polled())
        return job

    def assert_state(self, state, job):
        self.assertEqual(state, control("jobs/" + job["id"])["state"])

    def assert_validation_fails(self, operation, **request):
        with self.assertRaises(errors.ClientError) as raised:
            getattr(client(parameter_validation=False), operation)(**request)
        self.assertEqual("ValidationException", raised.exception.response["Error"]["Code"])


class GivenAJobOfItsOwn(Worker):
    def test_takes_it_from_the_poll_to_success(self):
        job = self.dispatched_job()
        found = details(job)
        self.assertEqual(job["id"], found["id"])
        self.assertEqual(self.action_type, found["data"]["actionTypeId"])
        self.assertEqual("InProgress", acknowledge(job, found["nonce"]))
        succeed(
            job,
            currentRevision={"revision": "4f9c1f2", "changeIdentifier": "build-1842"},
            executionDetails={"summary": "214 checks passed", "percentComplete": 100},
        )
        self.assert_state("Succeeded", job)

    def test_reports_a_failure(self):
        job = self.job_in_progress()
        fail(job)
        self.assert_state("Failed", job)

    def test_goes_on_in_a_new_job_that_carries_the_token(self):
        job = self.job_in_progress()
        succeed(job, continuationToken="page-2")
        self.assert_state("Succeeded", job)
        [next_job] = self.polled()
        self.assertNotEqual(job["id"], next_job["jobId"])
        found = details({"id": next_job["jobId"], "clientToken": job["clientToken"]})
        self.assertEqual("page-2", found["data"]["continuationToken"])

    def test_has_a_result_retried_that_was_throttled(self):
        job = self.job_in_progress()
        control("faults", {"kind": "throttle", "jobId": job["id"]})
        answer = succeed(job)
        self.assertEqual(1, answer["ResponseMetadata"]["RetryAttempts"])
        self.assert_state("Succeeded", job)


class GivenAWrongToken(Worker):
    def test_neither_shows_nor_acknowledges_nor_ends_the_job(self):
        job = self.dispatched_job()
        nonce = details(job)["nonce"]
        stranger = {**job, "clientToken": "wrong"}
        for act in (
            lambda: details(stranger),
            lambda: acknowledge(stranger, nonce),
            lambda: succeed(stranger),
            lambda: fail(stranger),
        ):
            with self.assertRaises(errors.InvalidClientTokenException):
                act()
        self.assert_state("Dispatched", job)


class GivenANonce(Worker):
    def test_refuses_a_wrong_one(self):
        job = self.dispatched_job()
        with self.assertRaises(errors.InvalidNonceException):
            acknowledge(job, "wrong")
        self.assert_state("Dispatched", job)

    def test_takes_it_once(self):
        job = self.dispatched_job()
        nonce = details(job)["nonce"]
        acknowledge(job, nonce)
        with self.assertRaises(errors.InvalidNonceException):
            acknowledge(job, nonce)
        self.assert_state("InProgress", job)


class GivenAJobThatIsNotInProgress(Worker):
    def test_refuses_a_second_result(self):
        job = self.job_in_progress()
        succeed(job)
        for act in (succeed, fail):
            with self.assertRaises(errors.InvalidJobStateException):
                act(job)
        self.assert_state("Succeeded", job)

    def test_refuses_a_result_before_it_is_acknowledged(self):
        job = self.dispatched_job()
        with self.assertRaises(errors.InvalidJobStateException):
            succeed(job)

    def test_has_no_details_before_it_is_polled(self):
        with self.assertRaises(errors.InvalidJobException):
            details(self.queued_job())


class GivenWhatIsNotThere(Worker):
    def test_knows_no_such_job(self):
        nobody = {"id": str(uuid.uuid4()), "clientToken": "token"}
        for act in (details, lambda it: acknowledge(it, "nonce"), succeed, fail):
            with self.assertRaises(errors.JobNotFoundException):
                act(nobody)

    def test_knows_no_such_action_type(self):
        with self.assertRaises(errors.ActionTypeNotFoundException):
            self.polled()


class GivenARequestThatViolatesTheModel(Worker):
    def test_is_refused_by_validation(self):
        job = self.job_in_progress()
        put_success = "put_third_party_job_success_result"
        self.assert_validation_fails(put_success, jobId=job["id"])
        self.assert_validation_fails(put_success, **caller({**job, "clientToken": "t" * 257}))
        self.assert_validation_fails(
            put_success, **caller(job), executionDetails={"percentComplete": 101}
        )
        self.assert_validation_fails(
            "put_third_party_job_failure_result",
            **caller(job),
            failureDetails={"type": "Nonsense", "message": "no such type"},
        )
        self.assert_validation_fails(
            "poll_for_third_party_jobs", actionTypeId={**self.action_type, "version": "1 2"}
        )
        self.assert_state("InProgress", job)


class GivenTheServiceModel(unittest.TestCase):
    def test_holds_the_local_stack_to_what_aws_has_in_it(self):
        copied = json.loads(pathlib.Path(__file__).with_name("codepipeline_model.json").read_text())
        if version(botocore.__version__) < version(copied["source"]["botocore"]):
            self.skipTest("botocore is older than the copy")
        del copied["source"]
        self.assertEqual(codepipeline_model.extract(), copied)


def version(text):
    return [int(part) for part in text.split(".")]


if __name__ == "__main__":
    unittest.main()
