package io.github.jobreporter.bootstrap;

import io.github.jobreporter.completion.OutcomeEvents.Selection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The function's configuration, from its environment variables.
 *
 * @param ledgerTableName {@code LEDGER_TABLE_NAME}: name or ARN of the ledger's DynamoDB table
 * @param completionQueueUrl {@code COMPLETION_QUEUE_URL}
 * @param deadLetterQueueUrl {@code DEAD_LETTER_QUEUE_URL}
 * @param retryHours {@code RETRY_HOURS}: how long an event is retried when a service fails, 1 to 96
 * @param clientTokenSecretPrefix {@code CLIENT_TOKEN_SECRET_PREFIX}: of the secrets' names, without
 *     the slash that follows it
 * @param outcomeEvents {@code OUTCOME_EVENTS}: which outcomes are published: {@code None}, {@code
 *     Refused} or {@code All}
 * @param eventBusName {@code EVENT_BUS_NAME}: the bus that they are published to
 * @param stackName {@code POWERTOOLS_SERVICE_NAME}: the stack that metrics and outcome events name
 */
public record Environment(
        String ledgerTableName,
        String completionQueueUrl,
        String deadLetterQueueUrl,
        int retryHours,
        String clientTokenSecretPrefix,
        Selection outcomeEvents,
        String eventBusName,
        String stackName) {

    private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.:/-]{3,1024}");
    private static final Pattern RETRY_HOURS = Pattern.compile("[1-9]|[1-8][0-9]|9[0-6]");
    private static final Pattern SECRET_PREFIX =
            Pattern.compile("[a-zA-Z0-9_+=.@-]+(/[a-zA-Z0-9_+=.@-]+)*");
    private static final Pattern BUS = Pattern.compile("[A-Za-z0-9._/-]{1,256}");
    private static final Pattern NAMESPACE = Pattern.compile("[a-zA-Z0-9._#/-]{1,255}");
    private static final Map<String, Selection> SELECTIONS =
            Map.of("None", Selection.NONE, "Refused", Selection.REFUSED, "All", Selection.ALL);
    private static final Pattern SERVICE = Pattern.compile("[!-9;-~][ -~]{0,254}");

    /** Settings of the SDK for an endpoint of one's own, FIPS and dual stack. */
    private static final Pattern ENDPOINTS =
            Pattern.compile("AWS_(ENDPOINT_URL|USE_)\\w*|aws\\.(endpointUrl|use)\\w*");

    /** Reads the variables of this process. */
    public static Environment ofProcess() {
        return of(System.getenv());
    }

    /**
     * Reads the variables.
     *
     * @throws IllegalStateException naming every missing or bad one
     */
    public static Environment of(Map<String, String> variables) {
        Reader reader = new Reader(variables, new ArrayList<>());
        Environment environment =
                new Environment(
                        reader.matching("LEDGER_TABLE_NAME", TABLE, "the name of a DynamoDB table"),
                        reader.queueUrl("COMPLETION_QUEUE_URL"),
                        reader.queueUrl("DEAD_LETTER_QUEUE_URL"),
                        reader.retryHours("RETRY_HOURS"),
                        reader.matching(
                                "CLIENT_TOKEN_SECRET_PREFIX",
                                SECRET_PREFIX,
                                "a secret's name without a slash at either end"),
                        reader.selection("OUTCOME_EVENTS"),
                        reader.matching("EVENT_BUS_NAME", BUS, "the name of an event bus"),
                        reader.matching(
                                "POWERTOOLS_SERVICE_NAME", SERVICE, "the name of a service"));
        // Powertools would find this wrong only after the reports.
        reader.matching("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE, "a CloudWatch namespace");
        reader.throwIfAnyIsBad();
        return environment;
    }

    /** Whether a variable or property of this process sets other endpoints than the region's. */
    static boolean setsEndpoints() {
        return Stream.concat(
                        System.getenv().keySet().stream(),
                        System.getProperties().stringPropertyNames().stream())
                .anyMatch(it -> ENDPOINTS.matcher(it).matches());
    }

    private record Reader(Map<String, String> variables, List<String> errors) {

        String matching(String name, Pattern pattern, String expectation) {
            return text(name, value -> pattern.matcher(value).matches(), expectation);
        }

        String queueUrl(String name) {
            return text(name, Reader::isHttpUrl, "the URL of an SQS queue");
        }

        int retryHours(String name) {
            String value = matching(name, RETRY_HOURS, "a whole number from 1 to 96");
            return value.isEmpty() ? 1 : Integer.parseInt(value);
        }

        Selection selection(String name) {
            String value =
                    text(
                            name,
                            SELECTIONS::containsKey,
                            "None, Refused or All, which are published");
            return SELECTIONS.getOrDefault(value, Selection.NONE);
        }

        private String text(String name, Predicate<String> isGood, String expectation) {
            String value = variables.getOrDefault(name, "");
            if (isGood.test(value)) {
                return value;
            }
            errors.add(
                    value.isEmpty()
                            ? "%s is missing: it must be %s".formatted(name, expectation)
                            : "%s must be %s, was '%s'".formatted(name, expectation, value));
            return "";
        }

        private static boolean isHttpUrl(String value) {
            try {
                URI uri = URI.create(value);
                return uri.getHost() != null && List.of("http", "https").contains(uri.getScheme());
            } catch (IllegalArgumentException _) {
                return false;
            }
        }

        void throwIfAnyIsBad() {
            if (!errors.isEmpty()) {
                throw new IllegalStateException(
                        "The function's environment variables, which template.yaml sets: "
                                + String.join("; ", errors));
            }
        }
    }
}
