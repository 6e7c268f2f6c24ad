package io.github.jobreporter.template;

import static io.github.jobreporter.template.DeployedTemplate.TEMPLATE;
import static io.github.jobreporter.template.DeployedTemplate.all;
import static io.github.jobreporter.template.DeployedTemplate.brief;
import static io.github.jobreporter.template.DeployedTemplate.globals;
import static io.github.jobreporter.template.DeployedTemplate.properties;
import static io.github.jobreporter.template.DeployedTemplate.resources;
import static io.github.jobreporter.template.DeployedTemplate.texts;
import static java.util.Locale.ROOT;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Alarms, dashboard and queries: a typing error in one shows nothing, for ever. */
class TemplateAlarmsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULE =
            "EventBusName=OwnEventBus ? CompletionBus : EventBusName"
                    + " RuleName=${AWS::StackName}-completions";

    /** AWS's metrics with their dimensions, as its documentation has them. */
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

    /** A metric that somebody looks at. */
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

    /** The text that CloudFormation makes of the body, before it knows what is deployed. */
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

        /** What it looks at, and when it goes off. */
        private static String line(String alarm) {
            var it = properties(alarm);
            var metrics =
                    it.has("Metrics")
                            ? it.at("/Metrics/0/Expression").asText()
                                    + it.path("Metrics")
                                            .valueStream()
                                            .skip(1)
                                            .map(
                                                    metric ->
                                                            ", %s: %s %s %s s"
                                                                    .formatted(
                                                                            metric.path("Id")
                                                                                    .asText(),
                                                                            metric(
                                                                                    metric.at(
                                                                                            "/MetricStat/Metric")),
                                                                            metric.at(
                                                                                            "/MetricStat/Stat")
                                                                                    .asText(),
                                                                            metric.at(
                                                                                            "/MetricStat/Period")
                                                                                    .asText()))
                                            .collect(joining())
                            : "%s %s %s s"
                                    .formatted(
                                            metric(it),
                                            it.path("Statistic").asText(),
                                            it.path("Period").asText());
            return "%s | %s %s | %s of %s"
                    .formatted(
                            metrics,
                            it.path("ComparisonOperator").asText(),
                            it.path("Threshold").asText(),
                            it.path("DatapointsToAlarm")
                                    .asText(it.path("EvaluationPeriods").asText()),
                            it.path("EvaluationPeriods").asText());
        }

        private static String metric(JsonNode it) {
            return Stream.concat(
                            Stream.of(
                                    it.path("Namespace").asText(), it.path("MetricName").asText()),
                            it.path("Dimensions")
                                    .valueStream()
                                    .map(
                                            one ->
                                                    one.path("Name").asText()
                                                            + "="
                                                            + brief(one.path("Value"))))
                    .collect(joining(" "));
        }

        private static final String BOTH = "FILL(m1, 0) + FILL(m2, 0)";
        private static final String ANY = " | GreaterThanOrEqualToThreshold 1 | ";
        private static final String OURS = "JobCompletionReporter %s Service=AWS::StackName";

        private static String ofBothFunctions(String metric, int period) {
            return BOTH
                    + Stream.of("1: %s Queue", "2: %s Bus")
                            .map(it -> ", m" + it.formatted("AWS/Lambda " + metric))
                            .map(it -> it.replaceFirst("(\\w+)$", "FunctionName=$1Reporter"))
                            .map(it -> it + it.replaceFirst(".*=(\\w+)$", " Resource=\\${$1}:live"))
                            .map(it -> it + " Sum " + period + " s")
                            .collect(joining());
        }

        @Test
        void go_off_at_what_their_names_say() {
            assertThat(ALARMS.stream().collect(Collectors.toMap(it -> it, it -> line(it))))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "DeadLetters",
                                    "AWS/SQS ApproximateNumberOfMessagesVisible"
                                            + " QueueName=DeadLetterQueue.QueueName Maximum 60 s"
                                            + ANY
                                            + "1 of 1",
                                    "CompletionsWaiting",
                                    "AWS/SQS ApproximateAgeOfOldestMessage"
                                            + " QueueName=CompletionQueue.QueueName Maximum 60 s"
                                            + " | GreaterThanOrEqualToThreshold 900 | 5 of 5",
                                    "FunctionErrors",
                                    ofBothFunctions("Errors", 60) + ANY + "1 of 5",
                                    "ServiceFaults",
                                    OURS.formatted("Retried")
                                            + " reason=SERVICE_FAULT Sum 300 s"
                                            + ANY
                                            + "1 of 1",
                                    "FunctionThrottles",
                                    ofBothFunctions("Throttles", 300) + ANY + "2 of 4",
                                    "InvalidClientTokens",
                                    OURS.formatted("DeadLettered")
                                            + " reason=INVALID_CLIENT_TOKEN Sum 300 s"
                                            + ANY
                                            + "1 of 1",
                                    "PresumedReports",
                                    OURS.formatted("PresumedReported")
                                            + " Sum 300 s"
                                            + ANY
                                            + "1 of 1",
                                    "UndeliveredBusEvents",
                                    BOTH
                                            + ", m1: AWS/Events InvocationsSentToDlq "
                                            + RULE
                                            + " Sum 300 s, m2: AWS/Events"
                                            + " InvocationsFailedToBeSentToDlq "
                                            + RULE
                                            + " Sum 300 s"
                                            + ANY
                                            + "1 of 3",
                                    "DroppedEvents",
                                    BOTH
                                            + ", m1: AWS/Lambda AsyncEventsDropped"
                                            + " FunctionName=BusReporter Sum 300 s"
                                            + ", m2: AWS/Lambda DeadLetterErrors"
                                            + " FunctionName=BusReporter Sum 300 s"
                                            + ANY
                                            + "1 of 3"));
        }

        /**
         * Of a metric that comes late the latest point is always the filler: an alarm that looks at
         * that one only never goes off.
         */
        @Test
        void look_beyond_the_latest_point_where_it_may_be_a_filler() {
            assertThat(ALARMS.stream().map(DeployedTemplate::properties))
                    .filteredOn(it -> it.at("/Metrics/0/Expression").asText().contains("FILL"))
                    .hasSize(4)
                    .allMatch(
                            it ->
                                    it.path("EvaluationPeriods").asInt()
                                            > it.path("DatapointsToAlarm").asInt(99));
        }

        @Test
        void tell_the_topic() {
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
        void look_at_metrics_that_are_emitted() {
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
        void look_at_reasons_that_there_are() {
            assertThat(dimensions("reason").map(it -> FailureReason.valueOf(it.asText())))
                    .containsExactlyInAnyOrder(
                            FailureReason.SERVICE_FAULT, FailureReason.INVALID_CLIENT_TOKEN);
        }

        @Test
        void look_at_the_alias_that_events_go_to() {
            var alias = globals().path("AutoPublishAlias").asText();

            assertThat(dimensions("Resource"))
                    .isNotEmpty()
                    .allMatch(it -> it.path("Fn::Sub").asText().endsWith(":" + alias));
        }

        @Test
        void count_by_the_name_that_the_functions_count_by() {
            var service = globals().at("/Environment/Variables/POWERTOOLS_SERVICE_NAME");

            assertThat(dimensions("Service")).isNotEmpty().containsOnly(service);
        }

        @Test
        void lead_to_their_page_of_the_runbook() throws IOException {
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

        /** What the queries themselves name. */
        private static final Set<String> NAMED_BY_THEM = Set.of("events", "anExample");

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
        void ask_for_fields_that_are_logged() throws IOException {
            assertThat(
                            queries()
                                    .flatMap(
                                            it ->
                                                    all(
                                                            "@?[A-Za-z_]+",
                                                            it.replaceAll("\"[^\"]*\"", "")))
                                    .map(it -> it.group())
                                    .filter(it -> !WORDS_OF_THE_LANGUAGE.contains(it))
                                    .filter(it -> !NAMED_BY_THEM.contains(it)))
                    .contains("jobId", "durationMs", "function_request_id")
                    .isSubsetOf(logged());
        }

        @Test
        void ask_for_outcomes_that_there_are() throws IOException {
            var names =
                    Stream.of(ReportOutcome.class, Disposition.class)
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
        void look_into_both_logs() {
            assertThat(resources("AWS::Logs::QueryDefinition"))
                    .hasSize(3)
                    .allMatch(
                            it ->
                                    brief(it.path("LogGroupNames"))
                                            .equals("QueueReporterLogs BusReporterLogs"));
        }

        @Test
        void of_one_job_are_told_in_the_runbook() throws IOException {
            assertThat(Files.readString(Path.of("docs/operations.md")).replaceAll("\\s+", " "))
                    .contains(
                            properties("OneJobsStory")
                                    .path("QueryString")
                                    .asText()
                                    .replaceAll("\\s+", " "));
        }
    }
}
