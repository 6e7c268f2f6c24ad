package io.github.jobreporter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall.Predicates;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.services.codepipeline.model.CodePipelineRequest;

@AnalyzeClasses(
        packages = "io.github.jobreporter",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String BASE = "io.github.jobreporter.";
    private static final String CORE = BASE + "completion";
    private static final String INBOUND = BASE + "lambda";
    private static final String OUTBOUND = BASE + "aws";
    private static final String BOOTSTRAP = BASE + "bootstrap";

    @ArchTest
    static final ArchRule the_core_knows_only_java =
            classes()
                    .that()
                    .resideInAPackage(CORE)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", "org.jspecify.annotations", CORE);

    @ArchTest
    static final ArchRule adapters_know_only_the_core =
            noClasses()
                    .that()
                    .resideInAPackage(OUTBOUND)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(INBOUND, BOOTSTRAP, "com.amazonaws.services.lambda..");

    @ArchTest
    static final ArchRule handlers_know_neither_adapters_nor_the_sdk =
            noClasses()
                    .that()
                    .resideInAPackage(INBOUND)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(OUTBOUND, "software.amazon.awssdk..");

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching("io.github.jobreporter.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_the_wiring_builds_clients =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(BOOTSTRAP + ".Wiring")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(SdkClientBuilder.class);

    @ArchTest
    static final ArchRule only_the_environment_reads_variables =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(BOOTSTRAP + ".Environment")
                    .should()
                    .callMethodWhere(isCallOfSystem("getenv"))
                    .orShould()
                    .callMethodWhere(isCallOfSystem("getProperty"));

    @ArchTest
    static final ArchRule only_injected_clocks_are_asked =
            noClasses()
                    .should()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethodWhere(isCallOfSystem("currentTimeMillis"));

    @ArchTest
    static final ArchRule publishing_outcomes_is_no_part_of_reporting_and_settling =
            classes()
                    .that()
                    .haveSimpleName("OutcomeEvents")
                    .or()
                    .haveSimpleName("OutcomePublication")
                    .should()
                    .onlyHaveDependentClassesThat()
                    .haveNameMatching(
                            ".*\\.(OutcomePublication|OutcomeEvents|EventBridgeOutcomeEvents|Wiring"
                                    + "|ReportingFunction|Rehearsal)(\\$.*)?");

    @ArchTest
    static final ArchRule requests_to_codepipeline_which_print_the_token_stay_in_two_classes =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("ResultRequest")
                    .and()
                    .doNotHaveSimpleName("CodePipelineJobs")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(CodePipelineRequest.class);

    @ArchTest
    static final ArchRule classes_are_final_or_records_or_interfaces =
            classes()
                    .that()
                    .areNotInterfaces()
                    .and()
                    .areNotEnums()
                    .and()
                    .areNotAnonymousClasses()
                    .should()
                    .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule names_are_nouns_of_the_domain =
            noClasses().should().haveNameMatching(".*(Impl|Util|Utils|Manager|Helper|App)");

    @ArchTest
    static final ArchRule nothing_prints_but_the_logger =
            GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall>
            isCallOfSystem(String method) {
        return Predicates.target(
                        HasOwner.Predicates.With.owner(JavaClass.Predicates.type(System.class)))
                .and(Predicates.target(HasName.Predicates.name(method)))
                .forSubtype();
    }
}
