package io.github.jobreporter.local.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The script that serve mode writes, {@code env.sh}. */
public record EnvironmentFile(Path path) {

    /** The one that the first printed line names. */
    public static EnvironmentFile namedIn(String printed) {
        return new EnvironmentFile(
                Path.of(printed.lines().findFirst().orElseThrow().substring("source ".length())));
    }

    public String script() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a variable. */
    public String exported(String variable) {
        return Pattern.compile("(?m)^export " + variable + "='(.*)'$")
                .matcher(script())
                .results()
                .map(it -> it.group(1))
                .findFirst()
                .orElseThrow();
    }
}
