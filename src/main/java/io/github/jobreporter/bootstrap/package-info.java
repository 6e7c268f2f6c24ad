/**
 * Builds the application: {@link io.github.jobreporter.bootstrap.Environment} is the only reader of
 * environment variables, {@link io.github.jobreporter.bootstrap.Wiring} the only place that builds
 * SDK clients.
 *
 * <p>Depends on the core and its adapters. It has no setting for endpoints and no local mode: the
 * SDK's own variables {@code AWS_ENDPOINT_URL_<SERVICE>} set endpoints.
 */
@NullMarked
package io.github.jobreporter.bootstrap;

import org.jspecify.annotations.NullMarked;
