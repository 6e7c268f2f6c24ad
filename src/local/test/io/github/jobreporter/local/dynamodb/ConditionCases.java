package io.github.jobreporter.local.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Conditions on one item, with DynamoDB's results. DynamoDB accepts {@code NOT NOT}: its documented
 * grammar allows it, and Alternator's recorded tests count both as operators. Dynalite accepts only
 * one {@code NOT}.
 */
public final class ConditionCases {

    public enum Result {
        HOLDS,
        FAILS,
        REFUSED;

        /** The result of an answer with this error type; empty means no error. */
        public static Result of(String error) {
            return switch (error) {
                case "" -> HOLDS;
                case "ConditionalCheckFailedException" -> FAILS;
                case "ValidationException" -> REFUSED;
                default -> throw new IllegalArgumentException(error);
            };
        }
    }

    public record Case(String expression, Result result) {

        /** A request that puts the item under this condition. */
        public ObjectNode request() {
            return conditional(expression);
        }

        @Override
        public String toString() {
            return expression;
        }
    }

    private static final ObjectNode ITEM =
            json(
                    """
                    {"id": {"S": "1"}, "s": {"S": "hello"}, "wide": {"S": "é😀"}, "blank": {"S": ""},
                     "n": {"N": "1.50"}, "big": {"N": "12345678901234567890123456789012345678"},
                     "bin": {"B": "gGE="}, "yes": {"BOOL": true}, "nothing": {"NULL": true},
                     "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2.50"]}, "bs": {"BS": ["YQ=="]},
                     "listed": {"L": [{"S": "x"}, {"SS": ["a", "b"]}, {"N": "1.0"}]},
                     "entries": {"M": {"k": {"N": "1.0"}, "status": {"S": "x"}}},
                     "replacement": {"S": "\uFFFD"}, "status": {"S": "open"}, "five": {"N": "5"}}
                    """);

    private static final Map<String, String> NAMES = Map.of("#status", "status", "#gone", "gone");

    private static final ObjectNode VALUES =
            json(
                    """
                    {":hello": {"S": "hello"}, ":he": {"S": "he"}, ":ell": {"S": "ell"},
                     ":empty": {"S": ""},
                     ":zebra": {"S": "zebra"}, ":a": {"S": "a"}, ":x": {"S": "x"},
                     ":open": {"S": "open"}, ":emoji": {"S": "😀"}, ":n": {"N": "15e-1"},
                     ":one": {"N": "1"}, ":two": {"N": "2"},
                     ":three": {"N": "3"}, ":five": {"N": "5.0"}, ":six": {"N": "6"},
                     ":bigger": {"N": "12345678901234567890123456789012345679"},
                     ":half": {"N": "2.5"},
                     ":high": {"B": "gA=="}, ":low": {"B": "fw=="}, ":abin": {"B": "YQ=="},
                     ":yes": {"BOOL": true}, ":null": {"NULL": true}, ":ba": {"SS": ["b", "a"]},
                     ":aset": {"SS": ["a"]}, ":ns": {"NS": ["2.5", "1.0"]}, ":list": {"L": []},
                     ":entries": {"M": {"status": {"S": "x"}, "k": {"N": "1"}}},
                     ":typeS": {"S": "S"}, ":typeSS": {"S": "SS"}, ":typeN": {"S": "N"},
                     ":typeL": {"S": "L"},
                     ":typeM": {"S": "M"}, ":typeNULL": {"S": "NULL"}, ":typeBOOL": {"S": "BOOL"},
                     ":typeBS": {"S": "BS"}, ":typeNS": {"S": "NS"}, ":typeB": {"S": "B"}}
                    """);

    private static final List<String> HOLDING =
            List.of(
                    "s = :hello",
                    ":hello = s",
                    "n = :n",
                    "five = :five",
                    "ss = :ba",
                    "ns = :ns",
                    "entries = :entries",
                    "yes = :yes",
                    "nothing = :null",
                    "s <> :he",
                    "n <> :hello",
                    "gone <> :hello",
                    "gone <> away",
                    "size(gone) <> :one",
                    "n < :two",
                    "n <= :n",
                    "n > :one",
                    "n >= :n",
                    "big < :bigger",
                    "s < :zebra",
                    "bin > :low",
                    "bin >= :high",
                    "replacement < :emoji",
                    "n BETWEEN :one AND :two",
                    "n BETWEEN :n AND :two",
                    "n BETWEEN :one AND :n",
                    "n between :one and five",
                    "five BETWEEN n AND size(s)",
                    "s IN (:he, :hello)",
                    "s IN (:one, wide, :hello)",
                    "ss IN (:ba)",
                    "attribute_exists(s)",
                    "attribute_exists(nothing)",
                    "attribute_exists (blank)",
                    "attribute_not_exists(gone)",
                    "attribute_type(s, :typeS)",
                    "attribute_type(ss, :typeSS)",
                    "attribute_type(ns, :typeNS)",
                    "attribute_type(bs, :typeBS)",
                    "attribute_type(bin, :typeB)",
                    "attribute_type(n, :typeN)",
                    "attribute_type(listed, :typeL)",
                    "attribute_type(entries, :typeM)",
                    "attribute_type(yes, :typeBOOL)",
                    "attribute_type(nothing, :typeNULL)",
                    "attribute_type(:one, :typeN)",
                    "begins_with(s, :he)",
                    "begins_with(s, :empty)",
                    "begins_with(bin, :high)",
                    "begins_with(:hello, s)",
                    "contains(s, :ell)",
                    "contains(s, blank)",
                    "contains(bin, :abin)",
                    "contains(ss, :a)",
                    "contains(ns, :half)",
                    "contains(bs, :abin)",
                    "contains(listed, :x)",
                    "contains(listed, :ba)",
                    "contains(listed, :one)",
                    "size(s) = five",
                    "size(s) = :five",
                    "size(wide) = :three",
                    "size(blank) < :one",
                    "size(bin) = :two",
                    "size(ss) = :two",
                    "size(listed) = :three",
                    "size(entries) = :two",
                    "size(:hello) = :five",
                    "NOT s = :he",
                    "NOT NOT s = :hello",
                    "NOT ".repeat(298) + "n BETWEEN :one AND :two",
                    "not (s = :he)",
                    "s = :hello AND n = :n",
                    "s = :he OR n = :n",
                    "s = :hello or n = :one aNd n = :two",
                    "NOT s = :he OR gone = :one",
                    "NOT s = :he AND n = :n",
                    "(s = :hello OR n = :one) AND n = :n",
                    "n BETWEEN :one AND :two AND s = :hello",
                    "(s) = :hello",
                    "size((s)) = :five",
                    "s IN ((:hello))",
                    "#status = :open");

    private static final List<String> FAILING =
            List.of(
                    "s = :he",
                    "n = :one",
                    "n = :hello",
                    "ss = :aset",
                    "gone = :hello",
                    "gone = away",
                    "size(n) = :one",
                    "size(yes) = :one",
                    "size(nothing) = :one",
                    "size(s) = :hello",
                    "s <> :hello",
                    "ss <> :ba",
                    "n < :n",
                    "n < :one",
                    "n <= :one",
                    "n > :n",
                    "n >= :two",
                    "big >= :bigger",
                    "n < :zebra",
                    "gone < :one",
                    "gone >= :one",
                    "listed < :one",
                    "ss < :zebra",
                    "bin < :low",
                    "n BETWEEN :two AND :three",
                    "five BETWEEN :one AND :two",
                    "five BETWEEN :six AND n",
                    "s BETWEEN :one AND :two",
                    "gone BETWEEN :one AND :two",
                    "s IN (:he, :zebra)",
                    "gone IN (:he, away)",
                    "attribute_exists(gone)",
                    "attribute_exists(#gone)",
                    "attribute_not_exists(s)",
                    "attribute_not_exists(nothing)",
                    "attribute_type(ss, :typeS)",
                    "attribute_type(gone, :typeS)",
                    "begins_with(s, :ell)",
                    "begins_with(n, :he)",
                    "begins_with(gone, :he)",
                    "begins_with(bin, :abin)",
                    "contains(s, :zebra)",
                    "contains(s, :one)",
                    "contains(bin, :low)",
                    "contains(ss, :x)",
                    "contains(ns, :three)",
                    "contains(listed, :a)",
                    "contains(entries, :x)",
                    "contains(gone, :a)",
                    "NOT s = :hello",
                    "NOT ".repeat(299) + "s = :hello",
                    "s = :hello AND n = :one",
                    "s = :he AND n = :n",
                    "s = :he OR n = :one",
                    "NOT s = :hello AND gone = :one",
                    "NOT (s = :he OR n = :n)",
                    "(s = :hello OR n = :n) AND n = :one");

    private static final List<String> REFUSED =
            List.of(
                    "",
                    " ",
                    "s",
                    "s = ",
                    "s == :hello",
                    "s = :hello AND",
                    "AND s = :hello",
                    "s = :hello n = :n",
                    "s = n = :n",
                    "(s = :hello",
                    "(((",
                    "NOT ".repeat(300) + "s = :hello",
                    "_s = :hello",
                    "s\f= :hello",
                    "s =\u000b:hello",
                    "s = :hello)",
                    "s = 5",
                    "s = \"hello\"",
                    "five-n = :one",
                    "s IN :hello",
                    "s IN ()",
                    "s BETWEEN :he",
                    "n BETWEEN :one OR :two",
                    "((s = :hello))",
                    "NOT ((s = :hello))",
                    "((s)) = :hello",
                    "s = :undefined",
                    "#undefined = :hello",
                    "status = :open",
                    "attribute_exists(Owner)",
                    "exists(s)",
                    "ATTRIBUTE_EXISTS(s)",
                    "attribute_exists(s, n)",
                    "attribute_exists(:hello)",
                    "attribute_exists(size(s))",
                    "attribute_exists(s) = :yes",
                    "contains(s)",
                    "contains(s, s)",
                    "s = s",
                    "n <= n",
                    "#status <> #status",
                    "size(s)",
                    "size(s) AND s = :hello",
                    "size(s, n) = :one",
                    "size(:one) = :one",
                    "size(size(s)) = :one",
                    "s = contains(ss, :a)",
                    "begins_with(s, :one)",
                    "begins_with(size(s), :he)",
                    "attribute_type(s, :one)",
                    "attribute_type(s, n)",
                    "attribute_type(s, :hello)",
                    "n < :list",
                    ":yes >= n",
                    "n BETWEEN :list AND :list",
                    "n BETWEEN :one AND :zebra",
                    "n BETWEEN :two AND :one",
                    "entries.k = :one",
                    "listed[0] = :x",
                    "entries.#status = :x");

    private static final Pattern PLACEHOLDER = Pattern.compile("[#:]\\w+");

    private ConditionCases() {}

    public static List<Case> all() {
        return Stream.of(
                        HOLDING.stream().map(it -> new Case(it, Result.HOLDS)),
                        FAILING.stream().map(it -> new Case(it, Result.FAILS)),
                        REFUSED.stream().map(it -> new Case(it, Result.REFUSED)))
                .flatMap(it -> it)
                .toList();
    }

    /** Creates the table. */
    public static ObjectNode table() {
        return StoreRequests.createTable();
    }

    /** Puts the item, as each case does again. */
    public static ObjectNode item() {
        return StoreRequests.put(ITEM);
    }

    /** Adds only the placeholders in the expression, because DynamoDB refuses unused ones. */
    private static ObjectNode conditional(String expression) {
        var request = StoreRequests.put(ITEM).put("ConditionExpression", expression);
        PLACEHOLDER
                .matcher(expression)
                .results()
                .map(it -> it.group())
                .forEach(
                        it -> {
                            if (NAMES.containsKey(it)) {
                                request.withObject("/ExpressionAttributeNames")
                                        .put(it, NAMES.get(it));
                            }
                            if (VALUES.has(it)) {
                                request.withObject("/ExpressionAttributeValues")
                                        .set(it, VALUES.get(it));
                            }
                        });
        return request;
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
