package io.github.jobreporter;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The allowed uses between source sets, and between the packages of the local stack. */
@AnalyzeClasses(packages = "io.github.jobreporter")
class SourceSetsTest {

    private static final String BASE = "io.github.jobreporter";
    private static final String LOCAL = BASE + ".local";

    private static final SourceSet FUNCTION = new SourceSet("main/java");
    private static final SourceSet UNIT_TESTS = new SourceSet("test/java");
    private static final SourceSet LOCAL_STACK = new SourceSet("local/java");
    private static final SourceSet LOCAL_STACK_TESTS = new SourceSet("local/test");
    private static final SourceSet CHECK = new SourceSet("check/java");
    private static final SourceSet JOURNEYS = new SourceSet("it/java");
    private static final SourceSet PROOFS = new SourceSet("proof/java");
    private static final SourceSet BENCHMARK = new SourceSet("bench/java");

    @ArchTest static final ArchRule the_local_stack_uses_itself = uses(LOCAL_STACK);

    @ArchTest
    static final ArchRule the_local_stacks_tests_use_it = uses(LOCAL_STACK_TESTS, LOCAL_STACK);

    @ArchTest
    static final ArchRule the_check_uses_function_and_local_stack =
            uses(CHECK, FUNCTION, LOCAL_STACK);

    @ArchTest
    static final ArchRule unit_tests_use_function_check_and_local_stack =
            uses(UNIT_TESTS, FUNCTION, CHECK, LOCAL_STACK);

    @ArchTest
    static final ArchRule journeys_use_function_unit_tests_and_local_stack =
            uses(JOURNEYS, FUNCTION, UNIT_TESTS, LOCAL_STACK);

    @ArchTest
    static final ArchRule proofs_use_function_local_stack_and_the_tests_of_both =
            uses(PROOFS, FUNCTION, UNIT_TESTS, LOCAL_STACK, LOCAL_STACK_TESTS);

    @ArchTest
    static final ArchRule the_benchmark_uses_function_and_local_stack =
            uses(BENCHMARK, FUNCTION, LOCAL_STACK);

    @ArchTest
    static final ArchRule the_local_stack_is_no_test =
            noClasses()
                    .that(LOCAL_STACK)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.junit..", "org.assertj..", "org.mockito..");

    @ArchTest
    static void packages_of_the_local_stack_form_no_cycle(JavaClasses classes) {
        slices().matching(LOCAL + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes.that(LOCAL_STACK));
    }

    @ArchTest
    static final ArchRule the_local_stack_is_entered_at_the_top =
            noClasses()
                    .that(LOCAL_STACK)
                    .and()
                    .resideOutsideOfPackage(LOCAL)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(LOCAL);

    @ArchTest
    static final ArchRule wire_and_template_are_at_the_bottom =
            noClasses()
                    .that(LOCAL_STACK)
                    .and()
                    .resideInAnyPackage(LOCAL + ".http", LOCAL + ".template")
                    .should()
                    .dependOnClassesThat(
                            LOCAL_STACK.and(
                                    not(
                                            JavaClass.Predicates.resideInAnyPackage(
                                                    LOCAL + ".http", LOCAL + ".template"))));

    @ArchTest
    static void every_class_is_of_one_set(JavaClasses classes) {
        assertThat(classes)
                .filteredOn(type -> all().noneMatch(set -> set.test(type)))
                .extracting(JavaClass::getName)
                .isEmpty();
    }

    private static Stream<SourceSet> all() {
        return Stream.of(
                FUNCTION,
                UNIT_TESTS,
                LOCAL_STACK,
                LOCAL_STACK_TESTS,
                CHECK,
                JOURNEYS,
                PROOFS,
                BENCHMARK);
    }

    /** A source set may use itself and the given sets. Classes of libraries do not count. */
    private static ArchRule uses(SourceSet set, SourceSet... others) {
        var allowed = Stream.concat(Stream.of(set), Arrays.stream(others)).toList();
        var foreign =
                DescribedPredicate.<JavaClass>describe(
                        "are classes of this project outside "
                                + allowed.stream()
                                        .map(SourceSet::getDescription)
                                        .collect(joining(", ")),
                        type ->
                                type.getPackageName().startsWith(BASE)
                                        && allowed.stream().noneMatch(one -> one.test(type)));
        return noClasses().that(set).should().dependOnClassesThat(foreign);
    }

    /** Tells the set of a class by the folder of its source file, because sets share packages. */
    private static final class SourceSet extends DescribedPredicate<JavaClass> {

        private final Path folder;

        SourceSet(String folder) {
            super("src/" + folder);
            this.folder = Path.of("src", folder);
        }

        @Override
        public boolean test(JavaClass javaClass) {
            // An array has no source file, but its element type has.
            var type = javaClass.getBaseComponentType();
            return type.getSource()
                    .flatMap(Source::getFileName)
                    .map(file -> folder.resolve(type.getPackageName().replace('.', '/'), file))
                    .filter(Files::exists)
                    .isPresent();
        }
    }
}
