/**
 * Outbound adapters: each implements one port of the core with one AWS service.
 *
 * <p>SDK exceptions are caught here, by type, and become values. SDK requests and exceptions never
 * leave this package: they may hold a client token.
 *
 * <p>Depends on the core and the AWS SDK, not on Lambda.
 */
@NullMarked
package io.github.jobreporter.aws;

import org.jspecify.annotations.NullMarked;
