package io.github.jobreporter.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.support.Choices;
import io.github.jobreporter.support.Property;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays the inputs that fuzzing found, unchanged and damaged. */
class FuzzCorpusTest {

    static List<Class<?>> targets() {
        return FuzzRun.TARGETS;
    }

    @Test
    void every_target_is_fuzzed() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/proof/java"))) {
            assertThat(sources.map(it -> it.getFileName().toString()))
                    .filteredOn(it -> it.endsWith("Fuzz.java"))
                    .hasSameElementsAs(
                            targets().stream().map(it -> it.getSimpleName() + ".java").toList());
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void every_input_of_the_corpus_passes(Class<?> target) throws Exception {
        List<Path> inputs = corpus(target);

        assertThat(inputs).isNotEmpty();
        for (Path input : inputs) {
            run(target, Files.readAllBytes(input));
        }
    }

    @Property(cases = 1000)
    void every_damaged_input_passes(Choices choices) throws Exception {
        Class<?> target = choices.shown(choices.of(targets()));
        Path input = choices.shown(choices.of(corpus(target)));
        // Each byte becomes one character, so that no byte gets lost.
        String bytes = Files.readString(input, StandardCharsets.ISO_8859_1);
        String damaged = choices.shown(choices.damagedJson(bytes));

        run(target, damaged.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<Path> corpus(Class<?> target) throws IOException {
        try (Stream<Path> inputs = Files.list(FuzzRun.corpus(target))) {
            return inputs.sorted().toList();
        }
    }

    private static void run(Class<?> target, byte[] input) throws Exception {
        target.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, input);
    }
}
