package io.github.jobreporter.bootstrap;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.codepipeline.endpoints.CodePipelineEndpointProvider;

/**
 * Where CodePipeline is, by the SDK's endpoint rules. Its module is older than the SDK's core: the
 * client's builder would find the same address by loading a class for each service of AWS.
 */
final class CodePipelineAddress {

    private CodePipelineAddress() {}

    /** The address in this process's region; empty if the SDK has to find it by its settings. */
    static Optional<URI> ofProcess() {
        return Environment.setsEndpoints()
                ? Optional.empty()
                : SdkSystemSetting.AWS_REGION.getStringValue().map(it -> in(Region.of(it)));
    }

    static URI in(Region region) {
        return CodePipelineEndpointProvider.defaultProvider()
                .resolveEndpoint(it -> it.region(region))
                .join()
                .endpointUrl()
                .toUri();
    }
}
