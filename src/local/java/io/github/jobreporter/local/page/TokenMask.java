package io.github.jobreporter.local.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Hides client tokens.
 *
 * @param tokens that are known
 */
record TokenMask(Set<String> tokens) {

    private static final String MASK = "***";

    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * A member that is called after a token, also if it is misspelt, and also within JSON that is
     * text of other JSON. A name with an escaped character may be one. What is not a text is hidden
     * with all that follows.
     */
    private static final Pattern MEMBER =
            Pattern.compile(
                    "((\\\\{0,7})\"(?!continuation)[^\"]*(?:tok|\\\\u)[^\"]*\"\\s*:\\s*)"
                            + "(?:\\2\".*?(?<!\\\\)\\2\"|[\\[{].*|[^\\s,}\\]]+)",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Where there is no JSON, a token may have any form. */
    private static final Pattern REST =
            Pattern.compile("(tok|\\\\u).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    String in(String text) {
        String masked = text;
        for (String token : tokens) {
            masked = masked.replace(token, MASK);
        }
        return masked;
    }

    /** Hides unknown tokens, too. The body of a message may be malformed. */
    String inBody(String body) {
        // Unknown ones first: a known token may be a part of the member's name.
        return in(
                isJson(body)
                        ? MEMBER.matcher(body).replaceAll("$1\"" + MASK + "\"")
                        : REST.matcher(body).replaceFirst("$1" + MASK));
    }

    private static boolean isJson(String text) {
        try {
            STRICT.readTree(text);
            return true;
        } catch (JsonProcessingException _) {
            return false;
        }
    }
}
