package io.github.jobreporter.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The options from the command line.
 *
 * @param build {@code local.build}: Maven's build folder
 * @param runs {@code bench.runs}: cold starts of each contender
 * @param messages {@code bench.messages}: how many to measure processor time with; 0 skips this
 * @param only {@code bench.only}: names of contenders, separated by commas; all if empty
 * @param tls {@code bench.tls}: {@code false}, {@code true} or {@code both}
 * @param cpu {@code bench.cpu}: the share of one processor that invocations get; 1 means no limit
 * @param backlogSeconds {@code bench.backlog}: how long the permitted rate needs for the backlog; 0
 *     measures everything else instead
 * @param rates {@code bench.rates}: permitted results a second, separated by commas
 * @param environments {@code bench.environments}: numbers of execution environments, likewise
 * @param versions {@code bench.versions}: Maven options with the versions of the function's
 *     libraries
 */
record Options(
        Path build,
        int runs,
        int messages,
        Set<String> only,
        List<Boolean> tls,
        double cpu,
        int backlogSeconds,
        List<Integer> rates,
        List<Integer> environments,
        List<String> versions) {

    Options {
        only = new TreeSet<>(only);
        tls = List.copyOf(tls);
        rates = List.copyOf(rates);
        environments = List.copyOf(environments);
        versions = List.copyOf(versions);
    }

    static Options ofProcess() {
        return new Options(
                Path.of(System.getProperty("local.build", "target/bench")).toAbsolutePath(),
                read("bench.runs", "a whole number from 1 to 1000", it -> within(1, 1000, it)),
                read(
                        "bench.messages",
                        "a whole number from 0 to 1000000",
                        it -> within(0, 1e6, it)),
                contenders(words("bench.only", ",")),
                read("bench.tls", "false, true or both", Options::tls),
                read("bench.cpu", "a number above 0 and at most 1", Options::share),
                read("bench.backlog", "seconds from 0 to 86400", it -> within(0, 86_400, it)),
                read("bench.rates", "whole numbers from 1 to 1000", Options::numbers),
                read("bench.environments", "whole numbers from 1 to 1000", Options::numbers),
                words("bench.versions", " "));
    }

    boolean measures(String contender) {
        return only.isEmpty() || only.contains(contender);
    }

    private static Set<String> contenders(List<String> only) {
        if (!Contenders.names().containsAll(only)) {
            throw new IllegalArgumentException(
                    "-Dbench.only must name some of %s, was %s"
                            .formatted(Contenders.names(), only));
        }
        return Set.copyOf(only);
    }

    private static int within(int least, double most, String text) {
        var number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static List<Integer> numbers(String text) {
        return Arrays.stream(text.split(",", -1)).map(it -> within(1, 1000, it.strip())).toList();
    }

    private static List<Boolean> tls(String text) {
        return switch (text) {
            case "false" -> List.of(false);
            case "true" -> List.of(true);
            case "both" -> List.of(false, true);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static double share(String text) {
        var share = Double.parseDouble(text);
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(text);
        }
        return share;
    }

    private static List<String> words(String property, String separator) {
        return Arrays.stream(System.getProperty(property, "").split(separator, -1))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private static <T> T read(String property, String expected, Function<String, T> reader) {
        var text = System.getProperty(property, "");
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "-D%s must be %s, was '%s'".formatted(property, expected, text), e);
        }
    }
}
