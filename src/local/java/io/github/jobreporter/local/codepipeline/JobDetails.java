package io.github.jobreporter.local.codepipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.Job.Dispatch;

/**
 * The details of a job that a worker gets. Pipeline, artifacts and credentials are made up, because
 * there is no artifact store here.
 */
final class JobDetails {

    private static final String PIPELINE = "local-pipeline";
    private static final String STAGE = "Test";

    private JobDetails() {}

    static ObjectNode of(Job job) {
        var details = object().put("id", job.id());
        job.dispatch().map(Dispatch::nonce).ifPresent(it -> details.put("nonce", it));
        details.set("data", data(job));
        return details;
    }

    private static ObjectNode data(Job job) {
        var data = object();
        data.set("actionTypeId", job.action().type().asJson());
        data.putObject("actionConfiguration")
                .set("configuration", job.action().configurationJson());
        data.set("pipelineContext", pipelineContext(job));
        data.set("inputArtifacts", artifacts("SourceOutput"));
        data.set("outputArtifacts", artifacts(job.action().type().provider() + "Output"));
        data.putObject("artifactCredentials")
                .put("accessKeyId", "local")
                .put("secretAccessKey", "local")
                .put("sessionToken", "local");
        // No encryptionKey, as for an artifact store with AWS's own key.
        job.continuationToken().ifPresent(it -> data.put("continuationToken", it));
        return data;
    }

    /** AWS gives third-party workers neither the pipeline's ARN nor the execution's id. */
    private static ObjectNode pipelineContext(Job job) {
        var context = object().put("pipelineName", PIPELINE);
        context.putObject("stage").put("name", STAGE);
        context.putObject("action")
                .put("name", job.action().type().provider())
                .put("actionExecutionId", job.action().executionId());
        return context;
    }

    private static ArrayNode artifacts(String name) {
        var artifacts = JsonNodeFactory.instance.arrayNode();
        var location = artifacts.addObject().put("name", name).putObject("location");
        location.put("type", "S3")
                .putObject("s3Location")
                .put("bucketName", "local-artifacts")
                .put("objectKey", PIPELINE + "/" + name + ".zip");
        return artifacts;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
