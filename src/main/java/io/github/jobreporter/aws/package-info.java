/**
 * Outbound adapters: each implements one port of the core with one AWS service.
 *
 * <p>SDK exceptions are caught here, by type, and become values. Nothing leaves this package that
 * could hold a client token: no SDK request (it prints the token in clear), no SDK exception.
 *
 * <p>Depends on the core and the AWS SDK; knows nothing of Lambda.
 */
@NullMarked
package io.github.jobreporter.aws;

import org.jspecify.annotations.NullMarked;
