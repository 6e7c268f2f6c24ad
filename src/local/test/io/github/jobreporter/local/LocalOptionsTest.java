package io.github.jobreporter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalOptionsTest {

    /** As Maven passes them on: each with its value, and all as its map prints itself. */
    private static LocalOptions options(Map<String, String> given) {
        Map<String, String> properties = new HashMap<>(given);
        properties.put("local.given", new HashMap<>(given).toString());
        return LocalOptions.of(it -> properties.getOrDefault(it, ""));
    }

    @Nested
    class GivenValidOptions {

        @Test
        void plays_all_files_without_options() {
            assertThat(options(Map.of()).isServe()).isFalse();
            assertThat(options(Map.of()).event()).isEmpty();
        }

        @Test
        void ignores_properties_that_are_not_its_own() {
            Map<String, String> given =
                    Map.of(
                            "skipTests",
                            "true",
                            "a.local.b",
                            "local.x=1",
                            "local.event",
                            "a b.json");

            assertThat(options(given).event()).isEqualTo("a b.json");
        }

        @Test
        void reads_those_of_serve_mode() {
            Map<String, String> given = Map.of("local.serve", "true", "local.port", "4560");

            assertThat(options(given).isServe()).isTrue();
            assertThat(options(given).value("local.port")).isEqualTo("4560");
        }
    }

    @Test
    void reads_which_outcomes_are_published_in_both_modes() {
        assertThat(options(Map.of()).outcomes()).isEmpty();
        assertThat(options(Map.of("local.outcomes", "All")).outcomes()).contains("All");
        assertThat(options(Map.of("local.serve", "true", "local.outcomes", "Refused")).outcomes())
                .contains("Refused");
    }

    @Nested
    class GivenAnUnknownOption {

        @ParameterizedTest
        @CsvSource({
            "local.evnet,local.event",
            "local.events,local.event",
            "local.server,local.serve",
            "local.ports,local.port",
            "local.function,local.functions",
            "local.chek,local.check",
            "local.Event,local.event"
        })
        void names_the_nearest(String name, String nearest) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options(Map.of(name, "x")))
                    .withMessageStartingWith(
                            "-D%s is unknown, did you mean -D%s?".formatted(name, nearest));
        }

        @Test
        void lists_all_if_none_is_near() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options(Map.of("local.something", "x")))
                    .withMessage(
                            "-Dlocal.something is unknown (there are: -Dlocal.check, -Dlocal.event,"
                                    + " -Dlocal.serve, -Dlocal.outcomes, -Dlocal.port,"
                                    + " -Dlocal.bridge, -Dlocal.functions, -Dlocal.lambda)");
        }
    }

    @Nested
    class GivenOptionsThatContradictEachOther {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "local.serve=yes | -Dlocal.serve=yes must be true or false",
                    "local.serve=true local.event=e.json | give only one",
                    "local.serve=true local.check=e.json | give only one",
                    "local.event=e.json local.check=e.json | give only one",
                    "local.check= | -Dlocal.check= has no value",
                    "local.check=e.json local.outcomes=All | leave -Dlocal.outcomes out",
                    "local.outcomes=all | -Dlocal.outcomes=all must be None or Refused or All",
                    "local.event= | -Dlocal.event= has no value",
                    "local.serve=true local.port= | -Dlocal.port= has no value",
                    "local.port=4560 | -Dlocal.port needs -Dlocal.serve",
                    "local.functions=sam local.serve=false | -Dlocal.functions needs -Dlocal.serve"
                })
        void says_which(String given, String problem) {
            Map<String, String> properties = new HashMap<>();
            for (String it : given.split(" ", -1)) {
                String[] parts = it.split("=", 2);
                properties.put(parts[0], parts[1]);
            }

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options(properties))
                    .withMessageContaining(problem);
        }
    }

    @Test
    void the_profile_passes_on_every_option() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(LocalOptions.NAMES)
                .allSatisfy(it -> assertThat(pom).contains("-D%1$s=${%1$s}".formatted(it)));
        assertThat(pom).contains("-Dlocal.given=${session.userProperties}");
    }
}
