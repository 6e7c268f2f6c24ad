package io.github.jobreporter.aws;

import io.github.jobreporter.completion.OneLine;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Describes SDK exceptions on one line, without a stack trace. */
final class ServiceErrors {

    private ServiceErrors() {}

    static String describe(String service, SdkException e) {
        return OneLine.of(message(service, e));
    }

    private static String message(String service, SdkException e) {
        return e instanceof AwsServiceException answered
                ? "%s answered %s (HTTP %d, request %s): %s"
                        .formatted(
                                service,
                                errorCode(answered),
                                answered.statusCode(),
                                answered.requestId(),
                                errorMessage(answered))
                : "%s: %s: %s".formatted(service, e.getClass().getSimpleName(), e.getMessage());
    }

    static String errorCode(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("no error code");
    }

    static String errorMessage(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("no message");
    }
}
