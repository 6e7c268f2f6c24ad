package io.github.jobreporter.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jobreporter.local.runtime.BuildOutput;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.stack.RunningFunctions.Settings;
import io.github.jobreporter.local.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** Runs the functions of a template in their own processes. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class RunningFunctionsTest {

    private static final String TEMPLATE =
            """
            Parameters:
              EventSource:
                Type: String
                Default: partner
            Globals:
              Function:
                Runtime: java25
                Handler: io.github.jobreporter.local.runtime.ProbeFunction
                MemorySize: 128
                Timeout: 2
            Resources:
              QueueProbe:
                Type: AWS::Serverless::Function
                Properties:
                  Events:
                    Messages:
                      Type: SQS
                      Properties:
                        Queue: !GetAtt Queue.Arn
                        BatchSize: 1
                        FunctionResponseTypes: [ReportBatchItemFailures]
                        ScalingConfig: {MaximumConcurrency: 2}
              EventProbe:
                Type: AWS::Serverless::Function
                Properties:
                  DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt FunctionDeadLetters.Arn}
                  Events:
                    Event:
                      Type: EventBridgeRule
                      Properties:
                        EventBusName: !Ref Bus
                        Pattern: {source: [!Ref EventSource]}
                        DeadLetterConfig: {Arn: !GetAtt RuleDeadLetters.Arn}
              Broken:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: io.github.jobreporter.local.runtime.ProbeFunction$Unable
                  Events:
                    Event:
                      Type: EventBridgeRule
                      Properties:
                        EventBusName: !Ref Bus
                        Pattern: {source: [broken]}
                        DeadLetterConfig: {Arn: !GetAtt RuleDeadLetters.Arn}
              Bus:
                Type: AWS::Events::EventBus
                Properties:
                  Name: !Sub "${AWS::StackName}-bus"
              Queue:
                Type: AWS::SQS::Queue
                Properties: {VisibilityTimeout: 3}
              FunctionDeadLetters:
                Type: AWS::SQS::Queue
              RuleDeadLetters:
                Type: AWS::SQS::Queue
            """;

    @TempDir private static Path folder;
    private static LocalStack stack;
    private static EventBridgeClient events;

    private final List<FunctionDelivery> heard = new CopyOnWriteArrayList<>();
    private RunningFunctions running;

    @BeforeAll
    static void startStack() throws IOException, InterruptedException {
        var build = Path.of(System.getProperty("local.build", "target"));
        var template = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
        stack =
                LocalStack.start(
                        Template.read(template),
                        BuildOutput.in(build).withTaskRoot(build.resolve("verify-classes")));
        events = stack.eventBridge();
    }

    @AfterAll
    static void stopStack() {
        events.close();
        stack.close();
    }

    @BeforeEach
    void run() {
        var delay = Duration.ofMillis(10);
        running = stack.run(Settings.of(heard::add).retryingAfter(delay, delay));
    }

    @AfterEach
    void end() {
        running.close();
    }

    private static String order(String order) {
        return "{\"order\":\"%s\"}".formatted(order);
    }

    private static String send(String order) {
        var url = stack.queueUrl("Queue");
        return stack.sqs()
                .sendMessage(it -> it.queueUrl(url).messageBody(order(order)))
                .messageId();
    }

    private static String publish(String source, String order) {
        var entry =
                PutEventsRequestEntry.builder()
                        .eventBusName("local-bus")
                        .source(source)
                        .detailType("Order")
                        .detail(order(order))
                        .build();
        return events.putEvents(it -> it.entries(entry)).entries().getFirst().eventId();
    }

    private List<Fate> fatesOf(String messageId) {
        return heard.stream()
                .filter(it -> it.messageId().equals(messageId))
                .map(FunctionDelivery::fate)
                .toList();
    }

    private void awaitFates(String messageId, Fate... fates) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(fatesOf(messageId)).containsExactly(fates));
    }

    private static Message messageIn(String queue) {
        return stack.sqs()
                .receiveMessage(
                        it -> it.queueUrl(stack.queueUrl(queue)).messageAttributeNames("All"))
                .messages()
                .getFirst();
    }

    private static String attribute(Message message, String name) {
        return Optional.ofNullable(message.messageAttributes().get(name))
                .orElseThrow()
                .stringValue();
    }

    @Test
    void delivers_messages_of_its_queue_to_a_function() {
        awaitFates(send("nothing"), Fate.DONE);
    }

    @Test
    void continues_after_a_function_timed_out_or_died() {
        var hangs = send("hang");
        var exits = send("exit");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !fatesOf(hangs).isEmpty() && !fatesOf(exits).isEmpty());

        awaitFates(send("nothing"), Fate.DONE);

        assertThat(heard)
                .extracting(FunctionDelivery::invocation)
                .contains(new Invocation.TimedOut(), new Invocation.Died(3));
        stack.sqs().purgeQueue(it -> it.queueUrl(stack.queueUrl("Queue")));
    }

    @Test
    void delivers_events_of_the_bus_by_the_rule_of_the_template() {
        awaitFates(publish("partner", "nothing"), Fate.DONE);
    }

    @Test
    void dead_letters_an_event_that_failed_three_times() {
        var id = publish("partner", "throw");

        awaitFates(id, Fate.AGAIN, Fate.AGAIN, Fate.DEAD_LETTERED);
        assertThat(messageIn("FunctionDeadLetters"))
                .satisfies(
                        it -> {
                            assertThat(it.body()).contains(id);
                            assertThat(attribute(it, "ErrorMessage")).isEqualTo("as ordered");
                        });
    }

    @Test
    void dead_letters_by_the_rule_an_event_that_no_environment_received() {
        var id = publish("broken", "nothing");

        awaitFates(id, Fate.UNDELIVERABLE);
        assertThat(attribute(messageIn("RuleDeadLetters"), "RULE_ARN"))
                .endsWith(":rule/local-bus/BrokenEvent");
    }

    @Test
    void ends_its_processes_when_it_is_closed() {
        awaitFates(send("nothing"), Fate.DONE);

        running.close();

        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
    }
}
