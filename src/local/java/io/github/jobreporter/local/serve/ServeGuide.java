package io.github.jobreporter.local.serve;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.page.PageActions;
import io.github.jobreporter.local.serve.ServeOptions.Functions;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.PrintStream;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** Where everything is, and commands to paste. */
record ServeGuide(LocalStack stack, URI page, ServeOptions options) {

    void print(PrintStream out) {
        out.printf("%nThe local stack is up. The page: %s%n", page);
        say(out);
        out.printf("%nIn another terminal:%n%n");
        Map<String, String> variables = new TreeMap<>(stack.endpointVariables());
        variables.put("AWS_REGION", AwsEndpoint.REGION);
        variables.put("AWS_DEFAULT_REGION", AwsEndpoint.REGION);
        variables.put("AWS_ACCESS_KEY_ID", "local");
        variables.put("AWS_SECRET_ACCESS_KEY", "local");
        variables.put("COMPLETION_QUEUE_URL", stack.queueUrl(LocalStack.COMPLETION_QUEUE));
        variables.put("DEAD_LETTER_QUEUE_URL", stack.queueUrl(LocalStack.DEAD_LETTER_QUEUE));
        variables.forEach((name, value) -> out.printf("export %s=%s%n", name, value));
        out.println(commands());
        if (options.reach().isThere()) {
            out.println(samCommands());
        }
        out.printf("Ctrl-C ends it. Deliveries:%n%n");
    }

    private void say(PrintStream out) {
        if (options.functions() instanceof Functions.InContainers(var endpoint)) {
            out.printf(
                    "The functions run in containers of SAM at %s."
                            + " In another terminal: `%s`, then `%s`.%n",
                    endpoint, SamLocal.BUILD, SamLocal.START_LAMBDA);
        }
        if (options.reach() instanceof ContainerReach.Not(var reason)) {
            out.printf("Containers cannot reach it: %s.%n", reason);
        }
        if (options.functions() instanceof Functions.InJvms) {
            out.printf("The functions' logs: %s%n", stack.logs());
        }
        options.reach().network().ifPresent(it -> out.printf("Containers reach it by %s.%n", it));
    }

    /** The commands need no options: {@code samconfig.toml} points them to this stack. */
    private static String samCommands() {
        return """
               # a function in Lambda's own container: needs the SAM CLI and a container engine
               %s
               %s
               """
                .formatted(SamLocal.BUILD, SamLocal.INVOKE);
    }

    private String commands() {
        return """

               # two jobs, as a customer's pipeline makes them, and the worker's part for one
               curl -s %1$s/control/jobs \\
                 -d '{"id": "job-b", "clientToken": "token-b", "state": "InProgress"}'
               curl -s %1$s/control/jobs -d '{"id": "job-a", "clientToken": "token-a"}'
               aws codepipeline poll-for-third-party-jobs \\
                 --action-type-id category=Test,owner=ThirdParty,provider=Local,version=1
               nonce=$(aws codepipeline get-third-party-job-details \\
                 --job-id job-a --client-token token-a --query jobDetails.nonce --output text)
               aws codepipeline acknowledge-third-party-job \\
                 --job-id job-a --client-token token-a --nonce "$nonce"

               # the back end's part: by the queue, or by the bus
               # (version 1 of the aws command line does not read AWS_ENDPOINT_URL_SQS)
               aws sqs send-message --endpoint-url "$AWS_ENDPOINT_URL_SQS" \\
                 --queue-url "$COMPLETION_QUEUE_URL" \\
                 --message-body '{"jobId": "job-a", "clientToken": "token-a"}'
               aws events put-events --entries '[{"EventBusName": "%2$s",
                 "Source": "%3$s", "DetailType": "%4$s",
                 "Detail": "{\\"jobId\\": \\"job-b\\", \\"clientToken\\": \\"token-b\\"}"}]'

               # the journal of calls, a lost reply for a job's result, a clock five minutes ahead
               curl -s %1$s/control/journal
               curl -s %1$s/control/jobs \\
                 -d '{"id": "job-c", "clientToken": "token-c", "state": "InProgress"}'
               curl -s %1$s/control/faults \\
                 -d '{"kind": "dropAfterActing", "jobId": "job-c",
                      "operation": "PutThirdPartyJobSuccessResult"}'
               curl -s %1$s/control/clock -d '{"by": "PT5M"}'
               """
                .formatted(
                        stack.codePipeline().uri(),
                        stack.eventBusName(LocalStack.COMPLETION_BUS),
                        PageActions.EVENT_SOURCE,
                        PageActions.DETAIL_TYPE);
    }
}
