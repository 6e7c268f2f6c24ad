import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.codepipeline.model.ActionTypeId;
import software.amazon.awssdk.services.codepipeline.model.ThirdPartyJobData;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A partner's worker: takes jobs from CodePipeline, does the work, publishes each result. */
public final class Worker {

    private static final String HELP =
            """
            Takes jobs from CodePipeline, does the work, publishes each result.

            environment:
              ACTION_TYPE                 your action as category/provider/version
              CLIENT_TOKEN_SECRET_PREFIX  the stack's output ClientTokenSecretPrefix
              COMPLETION_QUEUE_URL        the stack's output CompletionQueueUrl
              POLL_SECONDS                the pause after a poll without a job; 10 if not set
            Region, credentials and endpoints (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL, ...) are
            read by the SDK. SIGTERM ends the worker after the job that it works on.
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Another worker has the job, or it is over. */
    private static final Set<String> NOT_OURS =
            Set.of("InvalidNonceException", "InvalidJobException", "JobNotFoundException");

    /** A result that the customer sees on the action. The types are those of FailureDetails. */
    private static final class Failure extends Exception {
        final String type;

        Failure(String type, String message) {
            super(message);
            this.type = type;
        }
    }

    /** The secret is neither a token nor {"clientToken": "..."}. */
    private static final class NoTokenInSecret extends RuntimeException {}

    /**
     * Does the work of one job: REPLACE IT. Returns what the completion event adds to the job.
     *
     * <p>This one runs a suite in parts, and one job for each part.
     */
    private static Map<String, Object> work(Map<String, String> configuration, String continuation)
            throws Failure {
        if (!configuration.containsKey("Suite")) {
            throw new Failure(
                    "ConfigurationError", "Set Suite in the configuration of the action.");
        }
        int part = continuation == null ? 1 : Integer.parseInt(continuation);
        int parts = Integer.parseInt(configuration.getOrDefault("Parts", "1"));
        Map<String, Object> details =
                Map.of(
                        "summary",
                        "Part %d of %d passed".formatted(part, parts),
                        "percentComplete",
                        100 * part / parts);
        return part < parts
                ? Map.of("continuationToken", String.valueOf(part + 1), "executionDetails", details)
                : Map.of("executionDetails", details);
    }

    // Throttled calls are repeated by the SDK, with a back-off of its own.
    private final CodePipelineClient codePipeline = CodePipelineClient.create();
    private final CodePipelineClient codePipelineOnce =
            CodePipelineClient.builder()
                    .overrideConfiguration(it -> it.retryStrategy(AwsRetryStrategy.doNotRetry()))
                    .build();
    private final SqsClient sqs = SqsClient.create();
    private final SecretsManagerClient secrets = SecretsManagerClient.create();
    private final CountDownLatch stop = new CountDownLatch(1);

    private void run(ActionTypeId actionType, double pollSeconds) throws InterruptedException {
        int failures = 0;
        while (stop.getCount() > 0) {
            try {
                var jobs =
                        codePipeline
                                .pollForThirdPartyJobs(
                                        it -> it.actionTypeId(actionType).maxBatchSize(1))
                                .jobs();
                failures = 0;
                if (jobs.isEmpty() || !handle(jobs.get(0).jobId(), jobs.get(0).clientId())) {
                    pause(pollSeconds);
                }
            } catch (SdkException e) {
                log("cannot poll: " + reason(e));
                backOff(++failures);
            }
        }
    }

    /** Returns whether the job was ours. */
    private boolean handle(String jobId, String clientId) throws InterruptedException {
        ThirdPartyJobData data;
        try {
            data = take(jobId, clientId);
        } catch (RuntimeException | JsonProcessingException e) {
            boolean isTaken = NOT_OURS.contains(reason(e));
            // CodePipeline queues a job again that nobody acknowledged.
            log(jobId, isTaken ? "another worker has it, or it is over" : "failed: " + reason(e));
            return false;
        }
        log(jobId, "begun for " + clientId);
        // Built once: a different result for the same job would be refused as a conflict.
        publish(jobId, event(jobId, clientId, data));
        return true;
    }

    private ThirdPartyJobData take(String jobId, String clientId)
            throws JsonProcessingException, InterruptedException {
        String token = token(clientId);
        var details =
                codePipeline
                        .getThirdPartyJobDetails(it -> it.jobId(jobId).clientToken(token))
                        .jobDetails();
        acknowledge(jobId, token, details.nonce());
        return details.data();
    }

    private String token(String clientId) throws JsonProcessingException {
        String name = System.getenv("CLIENT_TOKEN_SECRET_PREFIX") + "/" + clientId;
        // Null if the secret is binary.
        String secret = secrets.getSecretValue(it -> it.secretId(name)).secretString();
        String token =
                secret != null && secret.strip().startsWith("{")
                        ? JSON.readTree(secret).path("clientToken").textValue()
                        : secret;
        if (token == null || token.isBlank()) {
            throw new NoTokenInSecret();
        }
        return token.strip();
    }

    /**
     * Repeats the call until it has an answer.
     *
     * <p>A call without an answer may have been accepted, and has then used the nonce. If the next
     * one is refused for it, the job is taken as ours: work that is done twice, because another
     * worker has the job after all, is better than a job in progress that nobody works on.
     */
    private void acknowledge(String jobId, String token, String nonce) throws InterruptedException {
        boolean isUnresolved = false;
        for (int failures = 1; ; failures++) {
            try {
                codePipelineOnce.acknowledgeThirdPartyJob(
                        it -> it.jobId(jobId).clientToken(token).nonce(nonce));
                return;
            } catch (SdkException e) {
                if (isUnresolved && reason(e).equals("InvalidNonceException")) {
                    return;
                }
                boolean isThrottled = reason(e).equals("ThrottlingException");
                if (stop.getCount() == 0 || !(isThrottled || isOutcomeUnknown(e))) {
                    throw e;
                }
                isUnresolved |= !isThrottled;
                log(jobId, "no acknowledgement yet: " + reason(e));
            }
            backOff(failures);
        }
    }

    /** Whether the call may have been accepted. */
    private static boolean isOutcomeUnknown(SdkException e) {
        return !(e instanceof AwsServiceException service) || service.statusCode() >= 500;
    }

    /** The text to publish. Whatever work() does, a job that is ours gets a result. */
    private static String event(String jobId, String clientId, ThirdPartyJobData data) {
        try {
            return event(jobId, clientId, result(data));
        } catch (Exception | Error e) {
            log(jobId, "failed unexpectedly: " + e);
            return event(jobId, clientId, failure("JobFailed", "Internal error"));
        }
    }

    private static String event(String jobId, String clientId, Map<String, Object> result) {
        Map<String, Object> completion = new HashMap<>(result);
        completion.put("jobId", jobId);
        completion.put("clientId", clientId);
        return JSON.valueToTree(completion).toString();
    }

    private static Map<String, Object> result(ThirdPartyJobData data) {
        try {
            return work(data.actionConfiguration().configuration(), data.continuationToken());
        } catch (Failure e) {
            return failure(e.type, e.getMessage());
        }
    }

    private static Map<String, Object> failure(String type, String message) {
        return Map.of("failureDetails", Map.of("type", type, "message", message));
    }

    /** Publishes until it succeeds: publishing twice is harmless. */
    private void publish(String jobId, String event) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                sqs.sendMessage(
                        it ->
                                it.queueUrl(System.getenv("COMPLETION_QUEUE_URL"))
                                        .messageBody(event));
                log(jobId, "published");
                return;
            } catch (SdkException e) {
                log(jobId, "not published yet: " + reason(e));
            }
            if (stop.getCount() == 0) {
                // It holds a clientId, not a token.
                log(jobId, "NOT PUBLISHED, publish it yourself: " + event);
                return;
            }
            backOff(failures);
        }
    }

    private void backOff(int failures) throws InterruptedException {
        pause(
                Math.min(300, Math.pow(2, failures))
                        * ThreadLocalRandom.current().nextDouble(0.5, 1));
    }

    private void pause(double seconds) throws InterruptedException {
        stop.await((long) (1000 * seconds), TimeUnit.MILLISECONDS);
    }

    /** Never the message of another exception: it could quote a secret. */
    private static String reason(Exception e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return String.valueOf(service.awsErrorDetails().errorCode());
        }
        return e instanceof SdkException
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName();
    }

    private static void log(String jobId, String what) {
        log("job " + jobId + ": " + what);
    }

    private static void log(String line) {
        System.out.println(Instant.now() + " " + line);
    }

    private static void require(boolean isRight, String complaint) {
        if (!isRight) {
            System.err.println(complaint + ", see --help");
            System.exit(2);
        }
    }

    private static Worker create() {
        try {
            return new Worker();
        } catch (SdkException e) {
            require(false, e.getMessage());
            throw e;
        }
    }

    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0) {
            System.out.print(HELP);
            return;
        }
        for (var it :
                List.of("ACTION_TYPE", "CLIENT_TOKEN_SECRET_PREFIX", "COMPLETION_QUEUE_URL")) {
            require(System.getenv(it) != null, it + " is not set");
        }
        String[] type = System.getenv("ACTION_TYPE").split("/");
        require(type.length == 3, "ACTION_TYPE must be category/provider/version");
        String pause = System.getenv().getOrDefault("POLL_SECONDS", "10");
        require(pause.matches("[0-9]+([.][0-9]+)?"), "POLL_SECONDS must be a number");
        Worker worker = create();
        log(
                "polling for jobs of %s, every %s s while there are none"
                        .formatted(System.getenv("ACTION_TYPE"), pause));
        var ended = new CompletableFuture<Void>();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    worker.stop.countDown();
                                    ended.join();
                                }));
        try {
            worker.run(
                    ActionTypeId.builder()
                            .category(type[0])
                            .owner("ThirdParty")
                            .provider(type[1])
                            .version(type[2])
                            .build(),
                    Double.parseDouble(pause));
            log("stopped");
        } finally {
            ended.complete(null);
        }
    }
}
