/**
 * CodePipeline's third-party jobs: {@code CodePipelineModel} says what a request may be, {@code
 * CodePipelineOperations} answers it, and {@code ThirdPartyJobs} is the life of jobs.
 *
 * <p>Depends on {@code http}.
 */
@NullMarked
package io.github.jobreporter.local.codepipeline;

import org.jspecify.annotations.NullMarked;
