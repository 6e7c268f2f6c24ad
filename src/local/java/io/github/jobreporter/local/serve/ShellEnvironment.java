package io.github.jobreporter.local.serve;

import static java.util.stream.Collectors.joining;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.page.PageActions;
import io.github.jobreporter.local.stack.LocalStack;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A script for {@code bash} and {@code zsh} that exports what the commands of the documents use.
 * The AWS command line, boto3 and the SDKs then call this stack, and nothing else.
 */
public record ShellEnvironment(LocalStack stack) {

    public static final String CLIENT_ID = "5e0c1b6a-3f0d-4c0a-9b52-6a7c2d1e8f90";

    /** {@code aws} of version 1 builds the address of SQS itself, unless an option gives it. */
    private static final String FUNCTIONS =
            """
            unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN
            aws() {
              if [ "${1-}" = sqs ]; then
                shift
                command aws sqs --endpoint-url "$AWS_ENDPOINT_URL_SQS" "$@"
              else
                command aws "$@"
              fi
            }
            # Makes a job in progress, as after the acknowledgement of a worker, and exports JOB_ID.
            # It belongs to the customer CLIENT_ID, whose token is CLIENT_TOKEN.
            new_job() {
              export JOB_ID="job-$(date +%s)-$RANDOM"
              curl -sS "$codepipeline/control/jobs" -d "{\\"id\\": \\"$JOB_ID\\",
                \\"clientId\\": \\"$CLIENT_ID\\", \\"clientToken\\": \\"$CLIENT_TOKEN\\",
                \\"state\\": \\"InProgress\\"}"
              echo
            }
            """;

    /** The script. */
    public String script() {
        return "# Written by serve mode. Use it with `source`, in a terminal of its own.\n"
                + variables().entrySet().stream()
                        .map(it -> "export %s='%s'\n".formatted(it.getKey(), it.getValue()))
                        .collect(joining())
                + FUNCTIONS;
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>(stack.endpointVariables());
        String codePipeline = stack.codePipeline().uri().toString();
        variables.put("codepipeline", codePipeline);
        // Services that the stack does not have must not be AWS's.
        variables.put("AWS_ENDPOINT_URL", codePipeline);
        variables.put("AWS_REGION", AwsEndpoint.REGION);
        variables.put("AWS_DEFAULT_REGION", AwsEndpoint.REGION);
        variables.put("AWS_ACCESS_KEY_ID", "local");
        variables.put("AWS_SECRET_ACCESS_KEY", "local");
        variables.put("AWS_PAGER", "");
        variables.put("COMPLETION_QUEUE_URL", stack.queueUrl(LocalStack.COMPLETION_QUEUE));
        variables.put("COMPLETION_QUEUE_ARN", stack.queueArn(LocalStack.COMPLETION_QUEUE));
        variables.put("DEAD_LETTER_QUEUE_URL", stack.queueUrl(LocalStack.DEAD_LETTER_QUEUE));
        variables.put("DEAD_LETTER_QUEUE_ARN", stack.queueArn(LocalStack.DEAD_LETTER_QUEUE));
        variables.put("COMPLETION_BUS", stack.eventBusName(LocalStack.COMPLETION_BUS));
        variables.put("COMPLETION_REGION", AwsEndpoint.REGION);
        variables.put("EVENT_SOURCE", PageActions.EVENT_SOURCE);
        variables.put("LEDGER_TABLE", stack.tableName(LocalStack.LEDGER_TABLE));
        variables.put(
                "CLIENT_TOKEN_SECRET_PREFIX",
                Objects.requireNonNull(
                        stack.variables(LocalStack.QUEUE_REPORTER)
                                .get("CLIENT_TOKEN_SECRET_PREFIX")));
        variables.put("CLIENT_ID", CLIENT_ID);
        variables.put("CLIENT_TOKEN", "token-1");
        return variables;
    }
}
