/**
 * The local stack: everything around the function that AWS would provide, on one machine, without
 * AWS and without containers.
 *
 * <p>{@link io.github.jobreporter.local.LocalStack} reads {@link
 * io.github.jobreporter.local.Template} and starts real parts where they exist (ElasticMQ, DynamoDB
 * Local) and endpoints written here where none does ({@link
 * io.github.jobreporter.local.CodePipelineEndpoint}, {@link
 * io.github.jobreporter.local.SecretsEndpoint}). A {@link
 * io.github.jobreporter.local.FunctionProcess} is one execution environment: a JVM of its own under
 * AWS's runtime interface client, served by {@link io.github.jobreporter.local.RuntimeApi}.
 *
 * <p>Test code, never shipped. Knows nothing of the function's classes: it meets the function only
 * where Lambda does, in the template and over the wire.
 */
@NullMarked
package io.github.jobreporter.local;

import org.jspecify.annotations.NullMarked;
