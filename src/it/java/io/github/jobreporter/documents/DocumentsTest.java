package io.github.jobreporter.documents;

import static io.github.jobreporter.template.DeployedTemplate.DOCUMENT;
import static io.github.jobreporter.template.DeployedTemplate.all;
import static io.github.jobreporter.template.DeployedTemplate.names;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.lambda.EmittedMetrics;
import io.github.jobreporter.lambda.EmittedMetrics.EmittedMetric;
import io.github.jobreporter.local.serve.SamLocal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever README and {@code docs/} mention must exist. */
class DocumentsTest {

    /** Paths that a build makes. */
    private static final Set<String> NOT_KEPT = Set.of("target/");

    /** Words in capitals that are not defined in this project. */
    private static final Set<String> OF_OTHERS =
            Set.of(
                    // attributes that AWS adds to dead letters, and variables of the SDK
                    "ERROR_CODE",
                    "ERROR_MESSAGE",
                    "RULE_ARN",
                    "TARGET_ARN",
                    "AWS_ENDPOINT_URL",
                    "AWS_ENDPOINT_URL_CODEPIPELINE",
                    // the reason in CONTRIBUTING's example
                    "REQUEST_TOO_LARGE");

    private static final Set<String> NAMES_OF_OTHERS =
            Set.of(
                    "ApplicationLogLevel",
                    "AwsSolutionsChecks",
                    "EventInvokeConfig",
                    "InvalidJobException",
                    "RetryPolicy",
                    "SecureRandom",
                    "ServerlessChecks");

    static List<Path> documents() throws IOException {
        try (var docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(
                                            "README.md",
                                            "CONTRIBUTING.md",
                                            "SECURITY.md",
                                            "CHANGELOG.md",
                                            "examples/README.md")
                                    .map(Path::of),
                            docs)
                    .filter(it -> it.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text without blocks of code. */
    private static String prose(Path document) {
        return read(document)
                .replaceAll("(?ms)^ *```.*?^ *```$", "")
                .replaceAll("(?m)^ {4}.*$", "");
    }

    private static Stream<String> words(Path document) {
        return all("`([^`\n]+)`", prose(document)).map(it -> it.group(1));
    }

    private static Set<String> anchors(Path document) {
        return all("(?m)^#+ (.*)$", read(document))
                .map(it -> it.group(1).toLowerCase(ROOT).replaceAll("[^\\p{L}\\p{N} _-]", ""))
                .map(it -> it.replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Path beside(Path document, String link) {
        var folder = document.getParent();
        return (folder == null ? Path.of(link) : folder.resolve(link)).normalize();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void links_have_a_target(Path document) {
        assertThat(all("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)", prose(document)))
                .allSatisfy(
                        link -> {
                            var target =
                                    link.group(1).isEmpty()
                                            ? document
                                            : beside(document, link.group(1));
                            assertThat(target).exists();
                            if (link.group(2) != null) {
                                assertThat(anchors(target)).contains(link.group(2));
                            }
                        });
    }

    @ParameterizedTest
    @MethodSource("documents")
    void link_definitions_have_a_target(Path document) {
        assertThat(all("(?m)^\\[[^]\n]+]: (?!https?:)(\\S+)$", prose(document)))
                .allSatisfy(link -> assertThat(beside(document, link.group(1))).exists());
    }

    /** Table rows, up to 140, and links that stand alone cannot be broken. */
    @ParameterizedTest
    @MethodSource("documents")
    void lines_are_at_most_100_columns_wide(Path document) {
        assertThat(read(document).lines())
                .filteredOn(line -> line.codePointCount(0, line.length()) > 100)
                .filteredOn(line -> !line.startsWith("|") || line.length() > 140)
                .filteredOn(line -> !line.matches("\\[[^]]+]: \\S+"))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void paths_exist(Path document) {
        assertThat(words(document))
                .filteredOn(
                        it ->
                                it.matches(
                                        "(src|docs|events|examples|target|\\.(ci|github|mvn))/[\\w./-]*"))
                .filteredOn(it -> NOT_KEPT.stream().noneMatch(it::startsWith))
                .allSatisfy(it -> assertThat(Path.of(it)).exists());
    }

    /** A document may give the end of a path: {@code completion/Backoff.java}. */
    @ParameterizedTest
    @MethodSource("documents")
    void source_files_exist(Path document) throws IOException {
        try (var sources = Files.walk(Path.of("src"))) {
            var files = sources.toList();

            assertThat(words(document))
                    .filteredOn(it -> it.matches("[a-z]\\w*/[\\w-]+\\.(java|html|json)"))
                    .filteredOn(it -> !it.matches("(docs|events|target)/.*"))
                    .allSatisfy(it -> assertThat(files).anyMatch(file -> file.endsWith(it)));
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void test_classes_exist(Path document) throws IOException {
        try (var sources = Files.walk(Path.of("src"))) {
            var classes =
                    sources.map(it -> it.getFileName().toString())
                            .filter(it -> it.endsWith(".java"))
                            .map(it -> it.replace(".java", ""))
                            .collect(Collectors.toSet());

            assertThat(words(document))
                    .filteredOn(it -> it.matches("[A-Z]\\w+(IT|Test|Fuzz|Properties|Contract)"))
                    .isSubsetOf(classes);
            assertThat(all("(?:-Dtest|-Dit\\.test)=(\\w+)", read(document)))
                    .map(it -> it.group(1))
                    .isSubsetOf(classes);
        }
    }

    /** For example reasons and variables. */
    @ParameterizedTest
    @MethodSource("documents")
    void words_in_capitals_are_defined(Path document) {
        var known = new TreeSet<>(OF_OTHERS);
        Arrays.stream(FailureReason.values()).map(Enum::name).forEach(known::add);
        known.addAll(names(DOCUMENT.at("/Globals/Function/Environment/Variables")));
        documentedVariables().forEach(known::add);

        assertThat(words(document))
                .filteredOn(it -> it.matches("[A-Z]+(_[A-Z]+)+"))
                .isSubsetOf(known);
    }

    /** Resources, parameters, outputs, alarms, metrics, attributes, outcomes and types. */
    @ParameterizedTest
    @MethodSource("documents")
    void names_are_in_the_template_or_the_code(Path document) throws IOException {
        var known = new TreeSet<>(NAMES_OF_OTHERS);
        known.add(DocumentsTest.class.getSimpleName());
        try (var sources = Files.walk(Path.of("src"))) {
            Stream.concat(Stream.of(Path.of("template.yaml")), sources)
                    .filter(it -> it.toString().matches(".*\\.(java|yaml|json|py)"))
                    .filter(it -> !it.endsWith("DocumentsTest.java"))
                    .flatMap(it -> all("\\w+", read(it)))
                    .forEach(it -> known.add(it.group()));
        }

        assertThat(words(document))
                .filteredOn(it -> it.matches("([A-Z][a-z]+){2,}"))
                .filteredOn(it -> !known.contains(it))
                .isEmpty();
    }

    /** Variables of the shell and of Powertools that the guides use. */
    private static Stream<String> documentedVariables() {
        return Stream.concat(
                Stream.of("POWERTOOLS_LOG_LEVEL", "JAVA_HOME"),
                Stream.of("docs/producers.md", "docs/operations.md", "docs/local-stack.md")
                        .flatMap(it -> all("\\$\\{?([A-Z_]+)\\b", read(Path.of(it))))
                        .map(it -> it.group(1)));
    }

    @Test
    void every_reason_is_in_the_runbook() {
        var headings = all("(?m)^### (`.*)$", read(Path.of("docs/operations.md")));

        assertThat(headings.flatMap(it -> all("`(\\w+)`", it.group(1))).map(it -> it.group(1)))
                .containsExactlyElementsOf(
                        Arrays.stream(FailureReason.values()).map(Enum::name).toList());
    }

    @Test
    void the_readme_is_short() {
        assertThat(read(Path.of("README.md")).lines()).hasSizeLessThanOrEqualTo(120);
        assertThat(read(Path.of("README.md")).lines())
                .allMatch(it -> it.codePointCount(0, it.length()) <= 100);
    }

    @Test
    void every_parameter_is_in_the_guide_to_deployment() {
        assertThat(all("(?m)^\\| `(\\w+)` \\| ([^|]*)\\|", read(Path.of("docs/deploy.md"))))
                .filteredOn(it -> DOCUMENT.path("Parameters").has(it.group(1)))
                .map(it -> it.group(1) + "=" + it.group(2).replace("`", "").strip())
                .containsExactlyInAnyOrderElementsOf(
                        DOCUMENT.path("Parameters").properties().stream()
                                .map(
                                        it ->
                                                it.getKey()
                                                        + "="
                                                        + it.getValue().path("Default").asText())
                                .toList());
    }

    @Test
    void every_metric_is_in_the_runbook() {
        assertThat(words(Path.of("docs/operations.md")))
                .containsAll(EmittedMetrics.all().stream().map(EmittedMetric::name).toList());
    }

    @Test
    void every_output_in_a_guide_is_in_the_template() {
        var taken =
                Stream.of("docs/operations.md", "docs/producers.md")
                        .flatMap(
                                it ->
                                        Stream.concat(
                                                all("\\$\\(output (\\w+)\\)", read(Path.of(it))),
                                                all(
                                                        "\\| `(\\w+(?:Url|Arn|Name))` \\|",
                                                        read(Path.of(it)))))
                        .map(it -> it.group(1));

        assertThat(taken).isNotEmpty().isSubsetOf(names(DOCUMENT.path("Outputs")));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void system_properties_are_read_by_the_code(Path document) {
        var build =
                read(Path.of("pom.xml"))
                        + read(Path.of("src/local/java/io/github/jobreporter/local/LocalRun.java"));

        assertThat(all("-D((?:local|fuzz|chaos)\\.\\w+)", read(document)))
                .map(it -> it.group(1))
                .allSatisfy(it -> assertThat(build).contains(it));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void profiles_are_in_the_pom(Path document) {
        assertThat(all("mvnw[^\n`]* -P(\\w+)", read(document)))
                .map(it -> it.group(1))
                .allSatisfy(
                        it -> assertThat(read(Path.of("pom.xml"))).contains("<id>" + it + "</id>"));
    }

    private static final List<String> SAM_COMMANDS = List.of("local_invoke", "local_start_lambda");

    /**
     * Every environment of {@code samconfig.toml} uses these files for local invocations, so that
     * none of them reaches an AWS account.
     */
    @Test
    void sam_reads_the_files_that_serve_mode_writes() {
        var tables =
                all("(?m)^\\[(\\w+)\\.(local_\\w+)\\.parameters]\n((?:\\w.*\n)+)", samConfig())
                        .toList();
        var folder = "target/local/" + SamLocal.FOLDER + "/";
        var settings =
                List.of(
                        "env_vars = \"%s%s\"\n".formatted(folder, SamLocal.ENVIRONMENT_FILE),
                        "parameter_overrides = \"file://%s%s\"\n"
                                .formatted(folder, SamLocal.PARAMETERS_FILE),
                        "add_host = [\"host.docker.internal:host-gateway\"]\n");

        assertThat(tables)
                .map(it -> it.group(1) + "." + it.group(2))
                .containsExactlyInAnyOrderElementsOf(
                        environments()
                                .flatMap(
                                        it ->
                                                SAM_COMMANDS.stream()
                                                        .map(command -> it + "." + command))
                                .toList());
        assertThat(tables)
                .map(it -> it.group(3))
                .allSatisfy(it -> assertThat(it).contains(settings));
        assertThat(read(Path.of("docs/local-stack.md")))
                .contains(folder, SamLocal.ENVIRONMENT_FILE, SamLocal.PARAMETERS_FILE);
    }

    private static String samConfig() {
        return read(Path.of("samconfig.toml"));
    }

    private static Stream<String> environments() {
        return all("(?m)^\\[(\\w+)\\.global\\.parameters]", samConfig()).map(it -> it.group(1));
    }

    @Test
    void commands_for_sam_are_the_ones_that_serve_mode_prints() {
        var invoke = "    " + SamLocal.BUILD + "\n    " + SamLocal.INVOKE + "\n";

        assertThat(read(Path.of("README.md"))).contains(invoke);
        assertThat(read(Path.of("docs/local-stack.md")))
                .contains(
                        invoke, "    " + SamLocal.BUILD + "\n    " + SamLocal.START_LAMBDA + "\n");
        assertThat(Stream.of("README.md", "docs/local-stack.md").map(it -> read(Path.of(it))))
                .noneMatch(it -> it.contains("--docker-network host") || it.contains("sam-local/"));
    }
}
