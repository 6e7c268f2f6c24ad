package io.github.jobreporter.local;

import static java.util.stream.Collectors.joining;

import io.github.jobreporter.local.stack.Ports;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The options of {@code ./mvnw -Plocal}: system properties, which the profile in {@code pom.xml}
 * passes on. Maven ignores a property that nothing reads, so a misspelt one must be noticed here.
 */
public final class LocalOptions {

    static final String CHECK = "local.check";
    static final String EVENT = "local.event";
    static final String SERVE = "local.serve";
    static final String OUTCOMES = "local.outcomes";
    static final String PORT = "local.port";

    /** The values of the template's parameter OutcomeEvents. */
    private static final List<String> SELECTIONS = List.of("None", "Refused", "All");

    /** What only serve mode reads. */
    private static final List<String> OF_SERVE_MODE =
            List.of(PORT, "local.bridge", "local.functions", "local.lambda");

    static final List<String> NAMES =
            Stream.concat(Stream.of(CHECK, EVENT, SERVE, OUTCOMES), OF_SERVE_MODE.stream())
                    .toList();

    /** Maven's own properties, as their map prints itself. */
    static final String GIVEN = "local.given";

    private static final Pattern GIVEN_NAME = Pattern.compile("(?:^\\{|, )(local\\.[^=,]*)=");

    /** A name that differs by more is hardly meant. */
    private static final int MOST_EDITS = 3;

    private final UnaryOperator<String> properties;
    private final Set<String> given = new TreeSet<>();

    private LocalOptions(UnaryOperator<String> properties) {
        this.properties = properties;
        NAMES.stream().filter(it -> !value(it).isEmpty()).forEach(given::add);
        GIVEN_NAME.matcher(value(GIVEN)).results().map(it -> it.group(1)).forEach(given::add);
    }

    /**
     * Reads the options.
     *
     * @param properties the value of each, empty if it is not given
     * @throws IllegalArgumentException naming an option that is unknown or contradicts another
     */
    public static LocalOptions of(UnaryOperator<String> properties) {
        LocalOptions options = new LocalOptions(properties);
        refuseFirst(
                options.given.stream().filter(it -> !NAMES.contains(it)), LocalOptions::unknown);
        options.requireConsistency();
        return options;
    }

    private void requireConsistency() {
        String serve = value(SERVE);
        if (!Set.of("", "true", "false").contains(serve)) {
            throw new IllegalArgumentException(
                    "-D%s=%s must be true or false".formatted(SERVE, serve));
        }
        if (!value(OUTCOMES).isEmpty() && !SELECTIONS.contains(value(OUTCOMES))) {
            throw new IllegalArgumentException(
                    "-D%s=%s must be %s"
                            .formatted(OUTCOMES, value(OUTCOMES), String.join(" or ", SELECTIONS)));
        }
        List<String> modes =
                Stream.of(CHECK, EVENT, SERVE)
                        .filter(it -> it.equals(SERVE) ? isServe() : given.contains(it))
                        .toList();
        if (modes.size() > 1) {
            throw new IllegalArgumentException(
                    ("-D%s checks files, -D%s plays a file, -D%s keeps the stack running: give only"
                                    + " one")
                            .formatted(CHECK, EVENT, SERVE));
        }
        if (given.contains(CHECK) && given.contains(OUTCOMES)) {
            throw new IllegalArgumentException(
                    "-D%s publishes nothing: leave -D%s out".formatted(CHECK, OUTCOMES));
        }
        refuseFirst(
                given.stream().filter(it -> value(it).isBlank()),
                it -> "-D%s= has no value".formatted(it));
        refuseFirst(
                OF_SERVE_MODE.stream().filter(it -> !isServe() && given.contains(it)),
                it -> "-D%s needs -D%s".formatted(it, SERVE));
    }

    private static void refuseFirst(Stream<String> wrong, UnaryOperator<String> problem) {
        Optional<String> first = wrong.findFirst();
        if (first.isPresent()) {
            throw new IllegalArgumentException(problem.apply(first.get()));
        }
    }

    private static String unknown(String name) {
        Optional<String> nearest =
                NAMES.stream()
                        .filter(it -> edits(name, it) <= MOST_EDITS)
                        .min(Comparator.comparingInt(it -> edits(name, it)));
        return "-D%s is unknown%s (there are: %s)"
                .formatted(
                        name,
                        nearest.map(it -> ", did you mean -D%s?".formatted(it)).orElse(""),
                        NAMES.stream().map("-D"::concat).collect(joining(", ")));
    }

    /** Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }

    String value(String name) {
        return properties.apply(name);
    }

    /** The file or folder to check. */
    public Path check() {
        return Path.of(value(CHECK));
    }

    /** The file to play; empty for all. */
    String event() {
        return value(EVENT);
    }

    /** Where the stack listens. */
    Ports ports() {
        return given.contains(PORT) ? Ports.of(value(PORT)) : Ports.ANY;
    }

    /** Which outcomes the functions publish; empty for the template's default. */
    Optional<String> outcomes() {
        return Optional.of(value(OUTCOMES)).filter(it -> !it.isEmpty());
    }

    boolean isServe() {
        return value(SERVE).equals("true");
    }
}
