package io.github.jobreporter.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.support.SystemProperties;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;

class CodePipelineAddressTest {

    private static Stream<Region> regions() {
        return Region.regions().stream().filter(it -> !it.isGlobalRegion());
    }

    @ParameterizedTest
    @MethodSource("regions")
    void is_the_one_that_the_client_would_find(Region region) {
        assertThat(CodePipelineAddress.in(region))
                .isEqualTo(
                        URI.create(
                                "https://"
                                        + CodePipelineClient.serviceMetadata()
                                                .endpointFor(region)));
    }

    @Test
    void is_in_the_region_of_the_process() {
        try (var region = new SystemProperties(Map.of("aws.region", "eu-central-1"))) {
            region.set();

            assertThat(CodePipelineAddress.ofProcess())
                    .contains(URI.create("https://codepipeline.eu-central-1.amazonaws.com"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws.endpointUrl",
                "aws.endpointUrlCodePipeline",
                "aws.useFipsEndpoint",
                "aws.useDualstackEndpoint"
            })
    void is_left_to_the_settings_of_the_sdk(String setting) {
        var properties = Map.of("aws.region", "eu-central-1", setting, "true");
        try (var set = new SystemProperties(properties)) {
            set.set();

            assertThat(CodePipelineAddress.ofProcess()).isEmpty();
        }
    }
}
