package io.github.jobreporter.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * A test that must hold in many generated cases. Its only parameter, {@link Choices}, generates a
 * case.
 *
 * <p>Each run generates other cases. A failure states the seed of its case: with {@code
 * -Dproperty.seed=…} this case is the first.
 */
@Test
@ExtendWith(Property.Cases.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Property {

    int cases() default 500;

    /** Runs the cases, whose seeds are consecutive. */
    final class Cases implements InvocationInterceptor, ParameterResolver {

        @Override
        public void interceptTestMethod(
                Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> context,
                ExtensionContext extension)
                throws IllegalAccessException {
            invocation.skip();
            Method property = context.getExecutable();
            property.setAccessible(true);
            long first = Long.getLong("property.seed", ThreadLocalRandom.current().nextLong());
            int cases = property.getAnnotation(Property.class).cases();
            for (long seed = first; seed != first + cases; seed++) {
                run(property, extension.getRequiredTestInstance(), new Choices(seed));
            }
        }

        static void run(Method property, Object test, Choices choices)
                throws IllegalAccessException {
            try {
                property.invoke(test, choices);
            } catch (InvocationTargetException e) {
                throw new AssertionError("fails with " + choices, e.getCause());
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
            return parameter.getParameter().getType() == Choices.class;
        }

        /** Not used: every case has choices of its own. */
        @Override
        public Choices resolveParameter(ParameterContext parameter, ExtensionContext extension) {
            return new Choices(0);
        }
    }
}
