/**
 * Puts the application together: {@link io.github.jobreporter.bootstrap.Environment} is the only
 * reader of environment variables, {@link io.github.jobreporter.bootstrap.Wiring} the only place
 * that builds SDK clients.
 *
 * <p>Depends on the core and its adapters. There is no endpoint, no local mode and no test branch:
 * the SDK's own {@code AWS_ENDPOINT_URL_<SERVICE>} point the clients elsewhere.
 */
@NullMarked
package io.github.jobreporter.bootstrap;

import org.jspecify.annotations.NullMarked;
