package io.github.jobreporter.local.serve;

import io.github.jobreporter.local.page.PageActions;
import io.github.jobreporter.local.serve.ServeOptions.Functions;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.PrintStream;
import java.net.URI;

/** Where everything is, and commands to paste. */
record ServeGuide(LocalStack stack, URI page, ServeOptions options, ServeFolder folder) {

    void print(PrintStream out) {
        out.printf("source %s%n", folder.readable(ServeFolder.ENVIRONMENT_FILE));
        out.printf("%nThe local stack is up. The page: %s%n", page);
        say(out);
        out.printf("%nIn another terminal, after the first line above:%n");
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
                    endpoint, SamLocal.BUILD, SamLocal.START_LAMBDA + SamLocal.options(folder));
        }
        if (options.reach() instanceof ContainerReach.Not(var reason)) {
            out.printf("Containers cannot reach it: %s.%n", reason);
        }
        if (options.functions() instanceof Functions.InJvms) {
            out.printf("The functions' logs: %s%n", stack.logs());
        }
        options.reach().network().ifPresent(it -> out.printf("Containers reach it by %s.%n", it));
    }

    private String samCommands() {
        return """
               # a function in Lambda's own container: needs the SAM CLI and a container engine
               %s
               %s
               """
                .formatted(SamLocal.BUILD, SamLocal.INVOKE + SamLocal.options(folder));
    }

    private String commands() {
        return """

               # two jobs, as a customer's pipeline makes them, and the worker's part for one
               curl -s $codepipeline/control/jobs \\
                 -d '{"id": "job-b", "clientToken": "token-b", "state": "InProgress"}'
               curl -s $codepipeline/control/jobs -d '{"id": "job-a", "clientToken": "token-a"}'
               aws codepipeline poll-for-third-party-jobs \\
                 --action-type-id category=Test,owner=ThirdParty,provider=Local,version=1
               nonce=$(aws codepipeline get-third-party-job-details \\
                 --job-id job-a --client-token token-a --query jobDetails.nonce --output text)
               aws codepipeline acknowledge-third-party-job \\
                 --job-id job-a --client-token token-a --nonce "$nonce"

               # the back end's part: by the queue, or by the bus
               aws sqs send-message --queue-url "$COMPLETION_QUEUE_URL" \\
                 --message-body '{"jobId": "job-a", "clientToken": "token-a"}'
               aws events put-events --entries '[{"EventBusName": "%1$s",
                 "Source": "%2$s", "DetailType": "%3$s",
                 "Detail": "{\\"jobId\\": \\"job-b\\", \\"clientToken\\": \\"token-b\\"}"}]'

               # the journal of calls, a lost reply for a job's result, a clock five minutes ahead
               curl -s $codepipeline/control/journal
               curl -s $codepipeline/control/jobs \\
                 -d '{"id": "job-c", "clientToken": "token-c", "state": "InProgress"}'
               curl -s $codepipeline/control/faults \\
                 -d '{"kind": "dropAfterActing", "jobId": "job-c",
                      "operation": "PutThirdPartyJobSuccessResult"}'
               aws sqs send-message --queue-url "$COMPLETION_QUEUE_URL" \\
                 --message-body '{"jobId": "job-c", "clientToken": "token-c"}'
               curl -s $codepipeline/control/clock -d '{"by": "PT5M"}'
               """
                .formatted(
                        stack.eventBusName(LocalStack.COMPLETION_BUS),
                        PageActions.EVENT_SOURCE,
                        PageActions.DETAIL_TYPE);
    }
}
