package io.github.jobreporter.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jobreporter.local.runtime.FunctionProcess.Settings;
import io.github.jobreporter.local.runtime.Invocation.Died;
import io.github.jobreporter.local.runtime.Invocation.Failed;
import io.github.jobreporter.local.runtime.Invocation.Succeeded;
import io.github.jobreporter.local.runtime.Invocation.TimedOut;
import io.github.jobreporter.local.template.Template.FunctionDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class FunctionProcessTest {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));

    private static FunctionDefinition function(Class<?> handler) {
        return new FunctionDefinition(
                "Probe",
                "java25",
                handler.getName(),
                128,
                Duration.ofSeconds(20),
                Optional.empty(),
                Optional.empty(),
                Map.of("FROM_TEMPLATE", "template", "OVERRIDDEN", "template"));
    }

    private static Settings settings() {
        return Settings.of(BuildOutput.in(BUILD).withTaskRoot(BUILD.resolve("verify-classes")));
    }

    private static String body(Invocation invocation) {
        assertThat(invocation).isInstanceOf(Succeeded.class);
        return ((Succeeded) invocation).body();
    }

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class GivenAFunctionThatIsReady {

        private final List<String> heard = new CopyOnWriteArrayList<>();
        private FunctionProcess process;

        @BeforeAll
        void start() throws InterruptedException {
            process =
                    FunctionProcess.start(
                            function(ProbeFunction.class),
                            settings().with(Map.of("OVERRIDDEN", "stack")).listening(heard::add));
        }

        @AfterAll
        void stop() {
            process.close();
            assertThat(heard).containsExactlyElementsOf(process.logLines());
            assertThat(ProcessHandle.of(process.pid())).isEmpty();
        }

        @Test
        void returns_the_answer_of_the_function() throws InterruptedException {
            assertThat(process.invoke("\"grüße\"")).isEqualTo(new Succeeded("\"grüße\""));
            assertThat(process.invoke("\"nothing\"")).isEqualTo(new Succeeded(""));
        }

        @Test
        void returns_the_exception_of_the_function_and_stays_usable() throws InterruptedException {
            assertThat(process.invoke("\"throw\""))
                    .isEqualTo(new Failed("java.lang.IllegalArgumentException", "as ordered"));
            assertThat(process.logLines()).anyMatch(it -> it.contains("as ordered"));
            assertThat(process.invoke("\"again\"")).isInstanceOf(Succeeded.class);
        }

        @Test
        void has_every_line_by_the_time_the_invocation_is_over() throws InterruptedException {
            process.invoke("\"to be logged\"");

            assertThat(process.logLines()).contains("payload \"to be logged\"");
        }

        @Test
        void gives_the_function_its_deadline() throws InterruptedException {
            var remaining = Integer.parseInt(body(process.invoke("\"remaining\"")));

            assertThat(remaining).isBetween(15_000, 20_000);
        }

        @Test
        void gives_the_function_its_context() throws InterruptedException {
            assertThat(body(process.invoke("\"context\"")))
                    .matches(
                            "[0-9a-f-]{36} arn:aws:lambda:us-east-1:000000000000:function:Probe"
                                    + " 128");
        }

        @Test
        void gives_the_function_the_environment_of_lambda_and_nothing_else()
                throws InterruptedException {
            var variables = body(process.invoke("\"environment\"")).lines().toList();

            assertThat(variables)
                    .contains(
                            "AWS_EXECUTION_ENV=AWS_Lambda_java25",
                            "AWS_LAMBDA_FUNCTION_NAME=Probe",
                            "FROM_TEMPLATE=template",
                            "OVERRIDDEN=stack",
                            "TZ=:UTC")
                    .noneMatch(it -> it.startsWith("HOME=") || it.startsWith("JAVA_HOME="));
        }

        @Test
        void limits_the_heap_by_the_memory() throws InterruptedException {
            var megabytes = Long.parseLong(body(process.invoke("\"heap\""))) >> 20;

            assertThat(megabytes).isBetween(95L, 109L);
        }
    }

    @Nested
    class GivenAFunctionThatEnds {

        private FunctionProcess process;

        @BeforeEach
        void start() throws InterruptedException {
            process = FunctionProcess.start(function(ProbeFunction.class), settings());
        }

        @AfterEach
        void stop() {
            process.close();
        }

        @Test
        void is_killed_at_its_timeout() throws InterruptedException {
            assertThat(process.invoke("\"hang\"", Duration.ofMillis(300)))
                    .isEqualTo(new TimedOut());
            assertThat(process.alive()).isFalse();
        }

        @Test
        void says_how_it_ended() throws InterruptedException {
            assertThat(process.invoke("\"exit\"")).isEqualTo(new Died(3));
            assertThat(process.invoke("\"anything\"")).isEqualTo(new Died(3));
        }

        @Test
        void can_be_killed_in_flight() throws Exception {
            var invocation =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return process.invoke("\"hang\"");
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            while (process.logLines().stream().noneMatch("payload \"hang\""::equals)) {
                Thread.sleep(10);
            }

            process.kill();

            assertThat(invocation.get()).isEqualTo(new Died(137));
        }
    }

    @Nested
    class GivenAFunctionThatDoesNotStart {

        @Test
        void repeats_its_error_message() {
            assertThatThrownBy(
                            () ->
                                    FunctionProcess.start(
                                            function(ProbeFunction.Unable.class), settings()))
                    .isInstanceOf(FunctionStartException.class)
                    .hasMessageStartingWith("Probe failed with java.lang.IllegalStateException")
                    .hasMessageContaining("LEDGER_TABLE_NAME is missing");
        }

        @Test
        void names_the_missing_folder_of_the_build() {
            assertThatThrownBy(() -> BuildOutput.in(Path.of("nowhere")))
                    .hasMessageContaining("nowhere/task-root is missing");
        }
    }
}
