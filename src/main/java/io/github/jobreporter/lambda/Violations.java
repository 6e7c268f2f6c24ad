package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.LengthLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Collects the violations of an event, each with the JSON Pointer of its place, as in {@code
 * /executionDetails/percentComplete: must be 0 to 100, was 140}. No values but numbers are quoted:
 * any other could be a token.
 *
 * @param pointer the current place
 */
record Violations(String pointer, List<String> found) {

    /** More than fit into a dead letter's detail. */
    private static final int MOST = 300;

    /** Shorter strings occur in ordinary text. */
    private static final int SHORTEST_SECRET = 8;

    private static final LengthLimit NAME_LENGTH = new LengthLimit(0, 100);

    /** A whole event as a member's name, from an event sent as a form or escaped twice. */
    private static final Pattern TEXT_WITH_A_TOKEN = Pattern.compile("(?is)(clientToken\\w*)\\W.*");

    /** A part of an event as a member's name, from a damaged event. */
    private static final Pattern TEXT_WITH_A_VALUE = Pattern.compile("(?s)\".*");

    Violations() {
        this("", new ArrayList<>());
    }

    /** The same collection at a member of the current place. */
    Violations at(String name) {
        return new Violations(pointer + "/" + segment(name), found);
    }

    private static String segment(String name) {
        String cut = NAME_LENGTH.cut(name);
        String shown = TEXT_WITH_A_TOKEN.matcher(cut).replaceFirst("$1***");
        if (shown.equals(cut)) {
            shown = TEXT_WITH_A_VALUE.matcher(cut).replaceFirst("***");
        }
        return shown.replace("~", "~0").replace("/", "~1");
    }

    void add(String violation) {
        String complaint = (pointer.isEmpty() ? "the event" : pointer) + ": " + violation;
        if (found.size() < MOST && !found.contains(complaint)) {
            found.add(complaint);
        }
    }

    /** Hides a secret in what was found: a member's name or a number may hold it by mistake. */
    void withhold(String secret) {
        if (secret.length() >= SHORTEST_SECRET) {
            found.replaceAll(
                    violation -> violation.replace(secret, "***").replace(segment(secret), "***"));
        }
    }
}
