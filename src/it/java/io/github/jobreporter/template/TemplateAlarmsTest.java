package io.github.jobreporter.template;

import static io.github.jobreporter.template.DeployedTemplate.DOCUMENT;
import static io.github.jobreporter.template.DeployedTemplate.TEMPLATE;
import static io.github.jobreporter.template.DeployedTemplate.all;
import static io.github.jobreporter.template.DeployedTemplate.brief;
import static io.github.jobreporter.template.DeployedTemplate.globals;
import static io.github.jobreporter.template.DeployedTemplate.properties;
import static io.github.jobreporter.template.DeployedTemplate.resources;
import static io.github.jobreporter.template.DeployedTemplate.texts;
import static java.util.Locale.ROOT;
import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.lambda.EmittedMetrics;
import io.github.jobreporter.lambda.EmittedMetrics.EmittedMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Alarms, dashboard and queries. A misspelt name in one of them would show nothing. */
class TemplateAlarmsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** AWS's metrics with their dimensions, from its documentation. */
    private static final Map<String, List<Set<String>>> METRICS_OF_AWS =
            Map.ofEntries(
                    Map.entry("AWS/SQS ApproximateNumberOfMessagesVisible", queue()),
                    Map.entry("AWS/SQS ApproximateNumberOfMessagesNotVisible", queue()),
                    Map.entry("AWS/SQS ApproximateAgeOfOldestMessage", queue()),
                    Map.entry("AWS/Lambda Invocations", function()),
                    Map.entry("AWS/Lambda Errors", function()),
                    Map.entry("AWS/Lambda Throttles", function()),
                    Map.entry("AWS/Lambda Duration", function()),
                    Map.entry("AWS/Lambda AsyncEventsDropped", function()),
                    Map.entry("AWS/Lambda DeadLetterErrors", function()),
                    Map.entry("AWS/Events MatchedEvents", rule()),
                    Map.entry("AWS/Events InvocationsSentToDlq", rule()),
                    Map.entry("AWS/Events InvocationsFailedToBeSentToDlq", rule()));

    private static List<Set<String>> queue() {
        return List.of(Set.of("QueueName"));
    }

    private static List<Set<String>> function() {
        return List.of(Set.of("FunctionName"), Set.of("FunctionName", "Resource"));
    }

    private static List<Set<String>> rule() {
        return List.of(Set.of("EventBusName", "RuleName"));
    }

    /** A metric that an alarm or the dashboard reads. */
    private record Watched(String namespace, String name, Set<String> dimensions) {

        void assertEmitted() {
            var ours = globals().at("/Environment/Variables/POWERTOOLS_METRICS_NAMESPACE");
            if (namespace.equals(ours.asText())) {
                assertThat(EmittedMetrics.all()).contains(new EmittedMetric(name, dimensions));
            } else {
                assertThat(METRICS_OF_AWS)
                        .extractingByKey(namespace + " " + name)
                        .satisfies(it -> assertThat(it).contains(dimensions));
            }
        }
    }

    /** The body with its variables replaced by their short form. */
    private static String dashboard() {
        var body = properties("Dashboard").at("/DashboardBody/Fn::Sub");
        var text = body.path(0).asText();
        for (var variable : body.path(1).properties()) {
            text = text.replace("${" + variable.getKey() + "}", brief(variable.getValue()));
        }
        return text;
    }

    private static final List<String> ALARMS = TEMPLATE.logicalIds("AWS::CloudWatch::Alarm");

    @Nested
    class GivenTheAlarms {

        private static List<JsonNode> metrics() {
            return ALARMS.stream()
                    .flatMap(it -> properties(it).findParents("MetricName").stream())
                    .toList();
        }

        private static Stream<JsonNode> dimensions(String name) {
            return metrics().stream()
                    .flatMap(it -> it.path("Dimensions").valueStream())
                    .filter(it -> it.path("Name").asText().equals(name))
                    .map(it -> it.path("Value"));
        }

        private record Alarm(String atLeast, int points, int ofPeriods, List<Metric> metrics) {}

        /**
         * A metric as an alarm reads it.
         *
         * @param name namespace and name
         */
        private record Metric(
                String name, Map<String, String> dimensions, String statistic, int periodSeconds) {

            static Metric sum(String name, Map<String, String> dimensions, int periodSeconds) {
                return new Metric(name, dimensions, "Sum", periodSeconds);
            }

            static Metric maximumOf(String queue, String name) {
                var dimensions = Map.of("QueueName", queue + ".QueueName");
                return new Metric("AWS/SQS " + name, dimensions, "Maximum", 60);
            }
        }

        private static Alarm alarm(int atLeast, int points, int ofPeriods, Metric... metrics) {
            return new Alarm(Integer.toString(atLeast), points, ofPeriods, List.of(metrics));
        }

        private static Alarm alarm(String name) {
            var alarm = properties(name);
            var periods = alarm.path("EvaluationPeriods").asInt();
            return new Alarm(
                    brief(alarm.path("Threshold")),
                    alarm.path("DatapointsToAlarm").asInt(periods),
                    periods,
                    alarm.has("Metrics")
                            ? metricStats(alarm).map(it -> metric(it.path("Metric"), it)).toList()
                            : List.of(metric(alarm, alarm)));
        }

        private static Stream<JsonNode> metricStats(JsonNode alarm) {
            return alarm.path("Metrics").valueStream().skip(1).map(it -> it.path("MetricStat"));
        }

        private static Metric metric(JsonNode metric, JsonNode parent) {
            return new Metric(
                    metric.path("Namespace").asText() + " " + metric.path("MetricName").asText(),
                    metric.path("Dimensions")
                            .valueStream()
                            .collect(
                                    Collectors.toMap(
                                            it -> it.path("Name").asText(),
                                            it -> brief(it.path("Value")))),
                    parent.path("Stat").asText(parent.path("Statistic").asText()),
                    parent.path("Period").asInt());
        }

        private static Metric[] ofBothFunctions(String name, int periodSeconds) {
            return Stream.of("QueueReporter", "BusReporter")
                    .map(it -> Map.of("FunctionName", it, "Resource", "${" + it + "}:live"))
                    .map(it -> Metric.sum("AWS/Lambda " + name, it, periodSeconds))
                    .toArray(Metric[]::new);
        }

        private static Metric ofBusReporter(String name) {
            return Metric.sum("AWS/Lambda " + name, Map.of("FunctionName", "BusReporter"), 300);
        }

        private static Metric ofRule(String name) {
            var dimensions =
                    Map.of(
                            "EventBusName", "OwnEventBus ? CompletionBus : EventBusName",
                            "RuleName", "${AWS::StackName}-completions");
            return Metric.sum("AWS/Events " + name, dimensions, 300);
        }

        private static Metric ofReports(String name) {
            var dimensions = Map.of("Service", "AWS::StackName");
            return Metric.sum("JobCompletionReporter " + name, dimensions, 300);
        }

        private static Metric ofReports(String name, FailureReason reason) {
            var dimensions = Map.of("Service", "AWS::StackName", "reason", reason.name());
            return Metric.sum("JobCompletionReporter " + name, dimensions, 300);
        }

        private static Metric retryAge() {
            var dimensions = Map.of("Service", "AWS::StackName");
            return new Metric("JobCompletionReporter RetryAge", dimensions, "Maximum", 900);
        }

        @Test
        void go_off_at_what_their_names_say() {
            var expected =
                    Map.ofEntries(
                            entry(
                                    "DeadLetters",
                                    alarm(
                                            1,
                                            1,
                                            1,
                                            Metric.maximumOf(
                                                    "DeadLetterQueue",
                                                    "ApproximateNumberOfMessagesVisible"))),
                            entry(
                                    "CompletionsWaiting",
                                    alarm(
                                            900,
                                            5,
                                            5,
                                            Metric.maximumOf(
                                                    "CompletionQueue",
                                                    "ApproximateAgeOfOldestMessage"))),
                            entry(
                                    "LongRetries",
                                    new Alarm("RetryAlarmSeconds", 1, 2, List.of(retryAge()))),
                            entry("FunctionErrors", alarm(1, 1, 5, ofBothFunctions("Errors", 60))),
                            entry(
                                    "ServiceFaults",
                                    alarm(
                                            1,
                                            1,
                                            1,
                                            ofReports("Retried", FailureReason.SERVICE_FAULT))),
                            entry(
                                    "FunctionThrottles",
                                    alarm(1, 2, 4, ofBothFunctions("Throttles", 300))),
                            entry(
                                    "InvalidClientTokens",
                                    alarm(
                                            1,
                                            1,
                                            1,
                                            ofReports(
                                                    "DeadLettered",
                                                    FailureReason.INVALID_CLIENT_TOKEN))),
                            entry("PresumedReports", alarm(1, 1, 1, ofReports("PresumedReported"))),
                            entry(
                                    "UnpublishedOutcomes",
                                    alarm(1, 1, 1, ofReports("UnpublishedOutcomes"))),
                            entry(
                                    "UndeliveredBusEvents",
                                    alarm(
                                            1,
                                            1,
                                            3,
                                            ofRule("InvocationsSentToDlq"),
                                            ofRule("InvocationsFailedToBeSentToDlq"))),
                            entry(
                                    "DroppedEvents",
                                    alarm(
                                            1,
                                            1,
                                            3,
                                            ofBusReporter("AsyncEventsDropped"),
                                            ofBusReporter("DeadLetterErrors"))));

            assertThat(ALARMS.stream().collect(Collectors.toMap(it -> it, it -> alarm(it))))
                    .containsExactlyInAnyOrderEntriesOf(expected);
            assertThat(ALARMS.stream().map(it -> properties(it).path("ComparisonOperator")))
                    .extracting(JsonNode::asText)
                    .containsOnly("GreaterThanOrEqualToThreshold");
        }

        @Test
        void add_up_their_metrics() {
            assertThat(ALARMS.stream().map(it -> properties(it).path("Metrics")))
                    .filteredOn(metrics -> !metrics.isMissingNode())
                    .hasSize(4)
                    .allSatisfy(
                            metrics ->
                                    assertThat(metrics.at("/0/Expression").asText())
                                            .isEqualTo(
                                                    metrics.valueStream()
                                                            .skip(1)
                                                            .map(it -> it.path("Id").asText())
                                                            .map("FILL(%s, 0)"::formatted)
                                                            .collect(joining(" + "))));
        }

        /**
         * If a metric comes late, the latest data point is always the filler. An alarm that reads
         * only this point never goes off.
         */
        @Test
        void read_more_than_the_latest_point_if_it_may_be_a_filler() {
            assertThat(ALARMS.stream().map(DeployedTemplate::properties))
                    .filteredOn(it -> it.at("/Metrics/0/Expression").asText().contains("FILL"))
                    .hasSize(4)
                    .allMatch(
                            it ->
                                    it.path("EvaluationPeriods").asInt()
                                            > it.path("DatapointsToAlarm").asInt(99));
        }

        @Test
        void notify_the_topic() {
            assertThat(ALARMS.stream().map(DeployedTemplate::properties))
                    .allSatisfy(
                            it ->
                                    assertThat(
                                                    List.of(
                                                            brief(it.path("AlarmActions")),
                                                            brief(it.path("OKActions"))))
                                            .containsOnly(
                                                    "HasAlarmTopic ? AlarmTopicArn : AWS::NoValue"))
                    .noneMatch(it -> it.has("ActionsEnabled"))
                    .allMatch(it -> it.path("TreatMissingData").asText().equals("notBreaching"));
        }

        @Test
        void roll_a_deployment_back_when_a_function_or_a_service_fails() {
            assertThat(brief(globals().at("/DeploymentPreference/Alarms")))
                    .isEqualTo("FunctionErrors ServiceFaults");
        }

        @Test
        void read_metrics_that_are_emitted() {
            assertThat(metrics())
                    .hasSizeGreaterThanOrEqualTo(ALARMS.size())
                    .map(
                            it ->
                                    new Watched(
                                            it.path("Namespace").asText(),
                                            it.path("MetricName").asText(),
                                            new HashSet<>(
                                                    it.path("Dimensions")
                                                            .findValuesAsText("Name"))))
                    .allSatisfy(Watched::assertEmitted);
        }

        @Test
        void read_reasons_that_exist() {
            assertThat(dimensions("reason").map(it -> FailureReason.valueOf(it.asText())))
                    .containsExactlyInAnyOrder(
                            FailureReason.SERVICE_FAULT, FailureReason.INVALID_CLIENT_TOKEN);
        }

        @Test
        void read_the_alias_that_events_go_to() {
            var alias = globals().path("AutoPublishAlias").asText();

            assertThat(dimensions("Resource"))
                    .isNotEmpty()
                    .allMatch(it -> it.path("Fn::Sub").asText().endsWith(":" + alias));
        }

        @Test
        void read_the_service_name_of_the_functions() {
            var service = globals().at("/Environment/Variables/POWERTOOLS_SERVICE_NAME");

            assertThat(dimensions("Service")).isNotEmpty().containsOnly(service);
        }

        @Test
        void link_to_their_section_of_the_runbook() throws IOException {
            var runbook = Files.readString(Path.of("docs/operations.md"));

            assertThat(ALARMS)
                    .allSatisfy(
                            it -> {
                                assertThat(properties(it).path("AlarmDescription").asText())
                                        .endsWith("docs/operations.md#" + it.toLowerCase(ROOT));
                                assertThat(runbook).contains("\n### " + it + "\n");
                            });
        }
    }

    @Nested
    class GivenTheTimeBeforeTheAlarmOfRetries {

        private static final JsonNode RULES = DOCUMENT.path("Rules");

        private static final JsonNode ASSERTIONS = RULES.at("/AlarmBeforeRetriesEnd/Assertions");

        @Test
        void is_checked_without_a_condition() {
            assertThat(RULES).hasSize(1);
            assertThat(RULES.path("AlarmBeforeRetriesEnd").has("RuleCondition")).isFalse();
            assertThat(ASSERTIONS).hasSize(1);
        }

        /** Later, events are dead-lettered, and nothing is retried that the alarm could see. */
        @ParameterizedTest
        @MethodSource("times")
        void must_be_shorter_than_the_time_of_retries(int alarmSeconds, int retryHours) {
            var parameters =
                    Map.of(
                            "RetryAlarmSeconds", String.valueOf(alarmSeconds),
                            "RetryHours", String.valueOf(retryHours));

            assertThat(holds(ASSERTIONS.at("/0/Assert"), parameters))
                    .isEqualTo(Duration.ofSeconds(alarmSeconds).toHours() < retryHours);
        }

        private static Stream<Arguments> times() {
            return allowed("RetryAlarmSeconds")
                    .flatMap(it -> allowed("RetryHours").map(hours -> Arguments.of(it, hours)));
        }

        private static Stream<Integer> allowed(String parameter) {
            return DOCUMENT.at("/Parameters/" + parameter + "/AllowedValues")
                    .valueStream()
                    .map(JsonNode::asInt);
        }

        /** Rules know values of parameters as text. */
        private static boolean holds(JsonNode condition, Map<String, String> parameters) {
            var function = condition.properties().iterator().next();
            var arguments = function.getValue();
            return switch (function.getKey()) {
                case "Fn::Not" -> !holds(arguments.path(0), parameters);
                case "Fn::Or" -> arguments.valueStream().anyMatch(it -> holds(it, parameters));
                case "Fn::And" -> arguments.valueStream().allMatch(it -> holds(it, parameters));
                case "Fn::Equals" ->
                        value(arguments.path(0), parameters).equals(arguments.path(1).textValue());
                case "Fn::Contains" ->
                        arguments
                                .path(0)
                                .valueStream()
                                .map(JsonNode::textValue)
                                .anyMatch(value(arguments.path(1), parameters)::equals);
                case String other -> throw new IllegalArgumentException(other);
            };
        }

        private static String value(JsonNode reference, Map<String, String> parameters) {
            return Objects.requireNonNull(parameters.get(reference.path("Ref").asText()));
        }
    }

    @Nested
    class GivenTheDashboard {

        private final JsonNode widgets;

        GivenTheDashboard() throws IOException {
            widgets = JSON.readTree(dashboard().replace("${AWS::StackName}", "stack"));
        }

        private static Stream<Watched> plotted(JsonNode metric) {
            if (metric.path(0).isObject()) {
                return all(
                                "SEARCH\\('\\{([^,]+),([^}]+)} MetricName=\"(\\w+)\"",
                                metric.at("/0/expression").asText())
                        .map(
                                it ->
                                        new Watched(
                                                it.group(1),
                                                it.group(3),
                                                Set.of(it.group(2).split(",", -1))));
            }
            var words =
                    metric.valueStream().filter(JsonNode::isTextual).map(JsonNode::asText).toList();
            var dimensions = new HashSet<String>();
            for (var i = 2; i < words.size(); i += 2) {
                dimensions.add(words.get(i));
            }
            return Stream.of(new Watched(words.get(0), words.get(1), dimensions));
        }

        @Test
        void shows_metrics_that_are_emitted() {
            var metrics =
                    widgets.findValues("metrics").stream()
                            .flatMap(JsonNode::valueStream)
                            .flatMap(GivenTheDashboard::plotted)
                            .toList();

            assertThat(metrics).hasSizeGreaterThan(15).allSatisfy(Watched::assertEmitted);
            assertThat(metrics)
                    .map(Watched::name)
                    .containsAll(EmittedMetrics.all().stream().map(EmittedMetric::name).toList());
        }

        @Test
        void shows_the_queues_by_their_names() {
            assertThat(
                            all(
                                    "\"QueueName\", \"([^\"]+)\",\\s+\\{\"label\": \"([^\"]+)\"",
                                    dashboard()))
                    .map(it -> it.group(2) + ": " + it.group(1))
                    .containsExactly(
                            "waiting: ${CompletionQueue.QueueName}",
                            "in flight or backing off: ${CompletionQueue.QueueName}",
                            "dead letters: ${DeadLetterQueue.QueueName}",
                            "oldest (s): ${CompletionQueue.QueueName}");
        }

        @Test
        void shows_every_alarm() {
            assertThat(texts(widgets.findValue("alarms")))
                    .containsExactlyElementsOf(
                            ALARMS.stream().map(it -> "${" + it + ".Arn}").toList());
        }
    }

    @Nested
    class GivenTheQueries {

        private static final Set<String> WORDS_OF_THE_LANGUAGE =
                Set.of(
                        "fields",
                        "filter",
                        "sort",
                        "stats",
                        "display",
                        "limit",
                        "count",
                        "latest",
                        "ispresent",
                        "by",
                        "as",
                        "asc",
                        "desc",
                        "or",
                        "and");

        /** Names that the queries define. */
        private static final Set<String> OWN_NAMES = Set.of("events", "anExample");

        private static Stream<String> queries() throws IOException {
            var widget = all("\\| SOURCE '\\$\\{BusReporterLogs}' ([^\"]*)", dashboard());
            return Stream.concat(
                    resources("AWS::Logs::QueryDefinition")
                            .map(it -> it.path("QueryString").asText()),
                    widget.map(it -> it.group(1).replace('\'', '"')));
        }

        private static Set<String> logged() throws IOException {
            var log =
                    Files.readString(
                            Path.of("src/main/java/io/github/jobreporter/lambda/DeliveryLog.java"));
            var layout =
                    Objects.requireNonNull(
                            TemplateAlarmsTest.class.getResource("/LambdaJsonLayout.json"));
            JsonNode members;
            try (var stream = layout.openStream()) {
                members = JSON.readTree(stream);
            }
            return Stream.of(
                            all("fields\\.put\\(\"(\\w+)\"", log).map(it -> it.group(1)),
                            members.properties().stream().map(Map.Entry::getKey),
                            Stream.of("@timestamp"))
                    .flatMap(it -> it)
                    .collect(Collectors.toSet());
        }

        @Test
        void use_fields_that_are_logged() throws IOException {
            assertThat(
                            queries()
                                    .flatMap(
                                            it ->
                                                    all(
                                                            "@?[A-Za-z_]+",
                                                            it.replaceAll("\"[^\"]*\"", "")))
                                    .map(it -> it.group())
                                    .filter(it -> !WORDS_OF_THE_LANGUAGE.contains(it))
                                    .filter(it -> !OWN_NAMES.contains(it)))
                    .contains("jobId", "durationMs", "function_request_id")
                    .isSubsetOf(logged());
        }

        @Test
        void use_outcomes_that_exist() throws IOException {
            var names =
                    Stream.of(ReportOutcome.Final.class, Disposition.class)
                            .flatMap(it -> Stream.of(it.getPermittedSubclasses()))
                            .map(Class::getSimpleName)
                            .toList();

            assertThat(
                            queries()
                                    .flatMap(it -> all("(outcome|disposition) = \"(\\w+)\"", it))
                                    .map(it -> it.group(2)))
                    .containsOnly("Refused", "DeadLettered")
                    .isSubsetOf(names);
        }

        @Test
        void read_both_logs() {
            assertThat(resources("AWS::Logs::QueryDefinition"))
                    .hasSize(3)
                    .allMatch(
                            it ->
                                    brief(it.path("LogGroupNames"))
                                            .equals("QueueReporterLogs BusReporterLogs"));
        }

        @Test
        void for_one_job_are_in_the_runbook() throws IOException {
            assertThat(Files.readString(Path.of("docs/operations.md")).replaceAll("\\s+", " "))
                    .contains(
                            properties("OneJobsStory")
                                    .path("QueryString")
                                    .asText()
                                    .replaceAll("\\s+", " "));
        }
    }
}
