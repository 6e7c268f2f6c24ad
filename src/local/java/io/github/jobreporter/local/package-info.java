/**
 * The local stack: everything around the function that AWS would provide, on one machine, without
 * AWS and without containers. {@link io.github.jobreporter.local.LocalRun} starts it.
 *
 * <p>It is a product of its own: it imports nothing of the function, and meets it only where Lambda
 * does, in the template and over the wire. Each package may use those below it, none those above:
 *
 * <ul>
 *   <li>{@code serve}, {@code play}: what a person starts; {@code page}: what a person sees
 *   <li>{@code stack}: joins the services and the functions
 *   <li>{@code bus}, then {@code queue}: deliver to the functions; {@code runtime}: runs them
 *   <li>{@code control}: what a person can do to {@code codepipeline}
 *   <li>{@code codepipeline}, {@code dynamodb}, {@code secrets}: services of AWS
 *   <li>{@code template}: reads {@code template.yaml}; {@code http}: the wire
 * </ul>
 */
@NullMarked
package io.github.jobreporter.local;

import org.jspecify.annotations.NullMarked;
