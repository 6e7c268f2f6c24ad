/**
 * The local stack: everything around the function that AWS would provide, on one machine, without
 * AWS and without containers.
 *
 * <p>{@link io.github.jobreporter.local.LocalStack} reads {@link
 * io.github.jobreporter.local.Template} and starts a real part where one exists (ElasticMQ) and
 * endpoints written here where none does ({@link io.github.jobreporter.local.CodePipelineEndpoint},
 * {@link io.github.jobreporter.local.DynamoDbEndpoint}, {@link
 * io.github.jobreporter.local.SecretsEndpoint}, {@link
 * io.github.jobreporter.local.EventBusEndpoint}). A {@link
 * io.github.jobreporter.local.FunctionProcess} is one execution environment: a JVM of its own under
 * AWS's runtime interface client, served by {@link io.github.jobreporter.local.RuntimeApi}.
 *
 * <p>{@link io.github.jobreporter.local.CodePipelineEndpoint} is four parts: {@link
 * io.github.jobreporter.local.CodePipelineModel} says what a request may be, {@link
 * io.github.jobreporter.local.CodePipelineOperations} answers it, {@link
 * io.github.jobreporter.local.ThirdPartyJobs} is the life of jobs, and {@link
 * io.github.jobreporter.local.ControlSurface} is what a person can do to them.
 *
 * <p>{@link io.github.jobreporter.local.EventSourceMapping} delivers one batch when it is asked to,
 * for tests that want to see each step. {@link io.github.jobreporter.local.RunningFunctions} lets
 * queues and bus feed the functions by themselves, as Lambda does: with concurrency, retries and
 * dead letters.
 *
 * <p>Test code, never shipped. Knows nothing of the function's classes: it meets the function only
 * where Lambda does, in the template and over the wire.
 */
@NullMarked
package io.github.jobreporter.local;

import org.jspecify.annotations.NullMarked;
