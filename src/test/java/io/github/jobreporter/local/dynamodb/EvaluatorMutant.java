package io.github.jobreporter.local.dynamodb;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The evaluation of conditions with one mistake: an edit of its source. */
enum EvaluatorMutant {
    TAKES_AND_FOR_OR("Evaluator", "holds(left) && holds(right)", "holds(left) || holds(right)"),
    TAKES_OR_FOR_AND("Evaluator", "holds(left) || holds(right)", "holds(left) && holds(right)"),
    OVERLOOKS_NOT("Evaluator", "!holds(negated)", "holds(negated)"),
    TAKES_ABSENT_FOR_EQUAL(
            "Evaluator",
            "case Equal(var left, var right) -> both(left, right, Value::equals)",
            "case Equal(var left, var right) -> value(left).equals(value(right))"),
    EXCLUDES_THE_LOWER_BOUND(
            "Evaluator", "ordered(low, Order.LESS_OR_EQUAL", "ordered(low, Order.LESS"),
    EXCLUDES_THE_UPPER_BOUND(
            "Evaluator", "ordered(operand, Order.LESS_OR_EQUAL", "ordered(operand, Order.LESS"),
    WANTS_ALL_OF_IN("Evaluator", "candidates.stream().anyMatch", "candidates.stream().allMatch"),
    TAKES_ABSENT_FOR_PRESENT(
            "Evaluator", "value(attribute).isPresent()", "value(attribute).isEmpty()"),
    TAKES_A_SET_FOR_ITS_MEMBERS_TYPE(
            "Evaluator", "it.type().equals(type)", "it.type().startsWith(type)"),
    FINDS_A_PREFIX_ANYWHERE("Evaluator", "text.startsWith(start)", "text.contains(start)"),
    FINDS_A_BINARY_PREFIX_AT_THE_END(
            "Evaluator", "bytes.startsWith(start)", "bytes.endsWith(start)"),
    FINDS_A_PART_AT_THE_START_ONLY("Evaluator", "text.contains(some)", "text.startsWith(some)"),
    FINDS_ANY_MEMBER("Evaluator", "members.contains(part)", "!members.isEmpty()"),
    FINDS_NO_ELEMENT("Evaluator", "elements.contains(part)", "false"),
    COUNTS_CODE_POINTS(
            "Evaluator", "number(text.length())", "number(text.codePointCount(0, text.length()))"),
    GIVES_A_NUMBER_A_SIZE(
            "Evaluator",
            "case Numeric _, Bool _, Null _ -> Optional.empty()",
            "case Numeric _, Bool _, Null _ -> number(1)"),
    LETS_LESS_BE_EQUAL("Condition", "case LESS -> comparison < 0", "case LESS -> comparison <= 0"),
    LETS_GREATER_BE_EQUAL(
            "Condition", "case GREATER -> comparison > 0", "case GREATER -> comparison >= 0"),
    COMPARES_NUMBERS_AS_DOUBLES(
            "Value",
            "OptionalInt.of(a.compareTo(b));\n        }\n        if (left instanceof Text",
            "OptionalInt.of(Double.compare(a.doubleValue(), b.doubleValue()));\n        }\n"
                    + "        if (left instanceof Text"),
    COMPARES_STRINGS_BY_UTF_16("Value", "utf8(a).compareTo(utf8(b))", "a.compareTo(b)"),
    TAKES_ONE_FOR_ANOTHER_ONE("Value", "number.stripTrailingZeros()", "number"),
    LETS_NOT_REACH_TOO_FAR(
            "ConditionParser", "new Not(condition(not()))", "new Not(condition(or()))"),
    READS_FROM_LEFT_TO_RIGHT(
            "ConditionParser",
            "new Or(condition(left), condition(and()))",
            "new Or(condition(left), condition(not()))");

    private static final String PACKAGE = TableStore.class.getPackageName();
    private static final Path SOURCES = Path.of("src/test/java").resolve(PACKAGE.replace('.', '/'));

    private final String file;
    private final String original;
    private final String mistake;

    EvaluatorMutant(String file, String original, String mistake) {
        this.file = file;
        this.original = original;
        this.mistake = mistake;
    }

    /** A store with this mistake, compiled into {@code folder}. */
    BiFunction<String, ObjectNode, ObjectNode> store(Path folder)
            throws IOException, ReflectiveOperationException {
        var source = Files.readString(SOURCES.resolve(file + ".java"));
        if (source.split(Pattern.quote(original), -1).length != 2) {
            throw new IllegalStateException(
                    "%s.java does not have exactly one: %s".formatted(file, original));
        }
        var mutated = folder.resolve(file + ".java");
        Files.writeString(mutated, source.replace(original, mistake));
        var problems = new ByteArrayOutputStream();
        int exitCode =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                problems,
                                "-proc:none",
                                "-nowarn",
                                "-classpath",
                                classPath(),
                                "-d",
                                folder.toString(),
                                mutated.toString());
        if (exitCode != 0) {
            throw new IllegalStateException(this + " does not compile: " + problems);
        }
        return store(new Loader(folder));
    }

    /** What the sources need, since the whole class path takes javac a second. */
    private static String classPath() {
        return Stream.of(TableStore.class, ObjectNode.class, JsonParser.class)
                .map(it -> it.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static BiFunction<String, ObjectNode, ObjectNode> store(ClassLoader loader)
            throws ReflectiveOperationException {
        var type = loader.loadClass(TableStore.class.getName());
        var store = type.getConstructor(InstantSource.class).newInstance(InstantSource.system());
        var call = type.getMethod("call", String.class, ObjectNode.class);
        var body = call.getReturnType().getMethod("body");
        return (operation, json) -> {
            try {
                return (ObjectNode) body.invoke(call.invoke(store, operation, json));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** Defines the whole package anew, from the folder where it has a class. */
    private static final class Loader extends ClassLoader {

        private final Path folder;

        Loader(Path folder) {
            super(EvaluatorMutant.class.getClassLoader());
            this.folder = folder;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE + ".")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            var path = name.replace('.', '/') + ".class";
            var mutated = folder.resolve(path);
            try (var original = getParent().getResourceAsStream(path)) {
                var bytes =
                        Files.exists(mutated)
                                ? Files.readAllBytes(mutated)
                                : Objects.requireNonNull(original).readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
