package io.github.jobreporter.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The published schema of the completion event, which must agree with the parser. */
final class EventSchema {

    private static final Path FILE = Path.of("docs/job-completion.schema.json");

    /** Rules that a schema cannot express; the schema's description states them. */
    private static final List<String> BEYOND_A_SCHEMA =
            List.of(
                    "must be given once",
                    "must be well-formed Unicode",
                    "must be a time within the years 1 to 9999");

    private final EventParser parser = new EventParser();
    private final Schema schema =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(text());

    private static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that schema and parser agree on a bare event, which must be JSON. */
    void assertAgreesWithTheParserOn(String event) {
        List<?> errors = errorsIn(event);
        switch (parser.parseMessage(event)) {
            case ParsedEvent.Valid _ -> assertThat(errors).as(event).isEmpty();
            case ParsedEvent.Malformed malformed -> {
                if (!malformed.violations().stream().allMatch(EventSchema::isBeyondASchema)) {
                    assertThat(errors).as("%s: %s", event, malformed.violations()).isNotEmpty();
                }
            }
        }
    }

    List<?> errorsIn(String event) {
        return schema.validate(event, InputFormat.JSON);
    }

    private static boolean isBeyondASchema(String violation) {
        return BEYOND_A_SCHEMA.stream().anyMatch(violation::contains);
    }
}
