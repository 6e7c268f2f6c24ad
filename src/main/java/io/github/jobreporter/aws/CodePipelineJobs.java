package io.github.jobreporter.aws;

import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.OneLine;
import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.completion.PipelineJobs;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.codepipeline.model.InvalidClientTokenException;
import software.amazon.awssdk.services.codepipeline.model.InvalidJobStateException;
import software.amazon.awssdk.services.codepipeline.model.JobNotFoundException;
import software.amazon.awssdk.services.codepipeline.model.ValidationException;

/**
 * The third-party jobs of AWS CodePipeline: {@code PutThirdPartyJobSuccessResult} and {@code
 * PutThirdPartyJobFailureResult}.
 *
 * <p>The client must retry throttling only, and have a {@link TransmissionRecord} as interceptor.
 * An error is definite if CodePipeline answered it, or if nothing was transmitted; after any other
 * error the outcome is unknown.
 */
public final class CodePipelineJobs implements PipelineJobs {

    private static final int REQUEST_TIMEOUT = 408;

    private final CodePipelineClient client;

    public CodePipelineJobs(CodePipelineClient client) {
        this.client = client;
    }

    @Override
    public PipelineAnswer put(JobId jobId, ClientToken token, JobResult result) {
        AtomicBoolean transmitted = new AtomicBoolean();
        try {
            send(new ResultRequest(jobId, token, TransmissionRecord.in(transmitted)), result);
            return new PipelineAnswer.Accepted();
        } catch (ValidationException e) {
            return new PipelineAnswer.RejectedByValidation(describe(e, token));
        } catch (JobNotFoundException _) {
            return new PipelineAnswer.JobNotFound();
        } catch (InvalidClientTokenException _) {
            return new PipelineAnswer.InvalidClientToken();
        } catch (InvalidJobStateException _) {
            return new PipelineAnswer.InvalidJobState();
        } catch (SdkServiceException e) {
            return answered(e, describe(e, token));
        } catch (SdkClientException e) {
            return transmitted.get() && !neverConnected(e)
                    ? new PipelineAnswer.UnknownOutcome(describe(e, token))
                    : new PipelineAnswer.Faulted(describe(e, token));
        }
    }

    /** These are thrown before the first byte of a request. */
    private static boolean neverConnected(SdkClientException e) {
        return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .anyMatch(
                        cause ->
                                cause instanceof ConnectException
                                        || cause instanceof NoRouteToHostException
                                        || cause instanceof UnknownHostException);
    }

    private void send(ResultRequest request, JobResult result) {
        switch (result) {
            case JobResult.Success success ->
                    client.putThirdPartyJobSuccessResult(request.of(success));
            case JobResult.Failure failure ->
                    client.putThirdPartyJobFailureResult(request.of(failure));
        }
    }

    private static PipelineAnswer answered(SdkServiceException e, String detail) {
        if (e.isThrottlingException()) {
            return new PipelineAnswer.Throttled(detail);
        }
        boolean refused =
                e.statusCode() >= 400 && e.statusCode() < 500 && e.statusCode() != REQUEST_TIMEOUT;
        return refused
                ? new PipelineAnswer.Faulted(detail)
                : new PipelineAnswer.UnknownOutcome(detail);
    }

    /** Withholds a message that may quote the token: validation messages quote values. */
    private static String describe(SdkException e, ClientToken token) {
        String description = ServiceErrors.describe("CodePipeline", e);
        boolean mentionsToken =
                description.contains(OneLine.of(token.value()))
                        || description.toLowerCase(Locale.ROOT).contains("clienttoken");
        return mentionsToken
                ? "CodePipeline: the error message is withheld, it mentions the client token"
                : description;
    }

    /** Records for each call whether anything was transmitted. */
    public static final class TransmissionRecord implements ExecutionInterceptor {

        private static final ExecutionAttribute<AtomicBoolean> TRANSMITTED =
                new ExecutionAttribute<>("JobReporterTransmitted");

        static AwsRequestOverrideConfiguration in(AtomicBoolean transmitted) {
            return AwsRequestOverrideConfiguration.builder()
                    .putExecutionAttribute(TRANSMITTED, transmitted)
                    .build();
        }

        @Override
        public void beforeTransmission(
                Context.BeforeTransmission context, ExecutionAttributes attributes) {
            attributes
                    .getOptionalAttribute(TRANSMITTED)
                    .ifPresent(transmitted -> transmitted.set(true));
        }
    }
}
