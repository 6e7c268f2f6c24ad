package io.github.jobreporter.local.dynamodb;

import static io.github.jobreporter.local.dynamodb.StoreRequests.createTable;
import static io.github.jobreporter.local.dynamodb.StoreRequests.item;
import static io.github.jobreporter.local.dynamodb.StoreRequests.keyed;
import static io.github.jobreporter.local.dynamodb.StoreRequests.object;
import static io.github.jobreporter.local.dynamodb.StoreRequests.ofTable;
import static io.github.jobreporter.local.dynamodb.StoreRequests.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableStoreTest {

    private static final int MAX_ITEM_BYTES = 400 * 1024;

    private final TableStore store = new TableStore(InstantSource.system());

    @BeforeEach
    void create() {
        accepted("CreateTable", createTable());
    }

    private ObjectNode accepted(String operation, ObjectNode request) {
        var reply = store.call(operation, request);
        assertThat(reply.status()).as("%s", reply.body()).isEqualTo(200);
        return reply.body();
    }

    private ObjectNode refused(String operation, ObjectNode request) {
        var reply = store.call(operation, request);
        assertThat(reply.status()).as("%s", reply.body()).isEqualTo(400);
        return reply.body();
    }

    private static String type(ObjectNode refusal) {
        return refusal.path("__type").asText();
    }

    private static String message(ObjectNode refusal) {
        return refusal.path("message").asText();
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static ObjectNode itemWith(String value) {
        return item("1").set("a", json(value));
    }

    private JsonNode stored() {
        return accepted("GetItem", keyed("1")).path("Item");
    }

    @Nested
    class GivenAnItem {

        private final ObjectNode first = itemWith("{\"S\": \"first\"}");
        private final ObjectNode second = itemWith("{\"S\": \"second\"}");

        @BeforeEach
        void write() {
            assertThat(accepted("PutItem", put(first))).isEmpty();
        }

        @Test
        void returns_it() {
            assertThat(stored()).isEqualTo(first);
            assertThat(accepted("GetItem", keyed("2"))).isEmpty();
        }

        @Test
        void replaces_it_and_returns_the_old_one_when_asked() {
            var request = put(second).put("ReturnValues", "ALL_OLD");

            assertThat(accepted("PutItem", request).path("Attributes")).isEqualTo(first);
            assertThat(stored()).isEqualTo(second);
        }

        @Test
        void deletes_it_and_returns_it_when_asked() {
            var request = keyed("1").put("ReturnValues", "ALL_OLD");

            assertThat(accepted("DeleteItem", request).path("Attributes")).isEqualTo(first);
            assertThat(accepted("DeleteItem", request)).isEmpty();
            assertThat(accepted("GetItem", keyed("1"))).isEmpty();
        }

        @Test
        void a_failed_condition_changes_nothing() {
            var refusal =
                    refused(
                            "PutItem",
                            put(second).put("ConditionExpression", "attribute_not_exists(id)"));

            assertThat(type(refusal))
                    .isEqualTo("com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException");
            assertThat(refusal.has("Item")).isFalse();
            assertThat(stored()).isEqualTo(first);
        }

        @Test
        void a_failed_condition_returns_the_item_when_asked() {
            var request =
                    put(second)
                            .put("ConditionExpression", "attribute_not_exists(id)")
                            .put("ReturnValuesOnConditionCheckFailure", "ALL_OLD");

            assertThat(refused("PutItem", request).path("Item")).isEqualTo(first);
        }

        @Test
        void a_failed_condition_returns_nothing_without_an_item() {
            var request =
                    keyed("2")
                            .put("ConditionExpression", "attribute_exists(id)")
                            .put("ReturnValuesOnConditionCheckFailure", "ALL_OLD");

            assertThat(refused("DeleteItem", request).has("Item")).isFalse();
        }

        @Test
        void only_one_of_many_conditional_writes_wins() throws InterruptedException {
            for (int round = 0; round < 200; round++) {
                var key = "race-" + round;
                var insert = put(item(key)).put("ConditionExpression", "attribute_not_exists(id)");
                Callable<Integer> write = () -> store.call("PutItem", insert).status();
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    assertThat(threads.invokeAll(Collections.nCopies(8, write)))
                            .extracting(Future::resultNow)
                            .containsOnlyOnce(200);
                }
            }
        }

        @Test
        void concurrent_counting_loses_nothing() throws InterruptedException {
            accepted("PutItem", put(itemWith("{\"N\": \"0\"}")));
            Callable<Boolean> increment =
                    () -> {
                        while (!incremented()) {
                            Thread.onSpinWait();
                        }
                        return true;
                    };

            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.invokeAll(Collections.nCopies(100, increment));
            }

            assertThat(stored().at("/a/N").asText()).isEqualTo("100");
        }

        private boolean incremented() {
            int seen = stored().at("/a/N").asInt();
            var request =
                    put(itemWith("{\"N\": \"%d\"}".formatted(seen + 1)))
                            .put("ConditionExpression", "a = :seen");
            request.putObject("ExpressionAttributeValues")
                    .putObject(":seen")
                    .put("N", Integer.toString(seen));
            return store.call("PutItem", request).status() == 200;
        }
    }

    @Nested
    class GivenAValue {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"S\": \"\"}",
                    "{\"N\": \"-1.5\"}",
                    "{\"B\": \"/wA=\"}",
                    "{\"BOOL\": false}",
                    "{\"NULL\": true}",
                    "{\"SS\": [\"b\", \"a\"]}",
                    "{\"NS\": [\"2\", \"1\"]}",
                    "{\"BS\": [\"YQ==\", \"\"]}",
                    "{\"L\": [{\"S\": \"a\"}, {\"L\": []}]}",
                    "{\"M\": {\"a\": {\"M\": {}}}}"
                })
        void of_any_type_is_returned(String value) {
            accepted("PutItem", put(itemWith(value)));

            assertThat(stored().path("a").toString()).isEqualTo(json(value).toString());
        }

        @ParameterizedTest
        @CsvSource({
            "1.50, 1.5",
            "+1, 1",
            "-0.0, 0",
            "00012, 12",
            ".5, 0.5",
            "1e3, 1000",
            "15E-1, 1.5",
            "12345678901234567890123456789012345678, 12345678901234567890123456789012345678",
            "0.12345678901234567890123456789012345678, 0.12345678901234567890123456789012345678"
        })
        void that_is_a_number_is_returned_in_its_normal_form(String sent, String stored) {
            accepted("PutItem", put(itemWith("{\"N\": \"%s\"}".formatted(sent))));

            assertThat(stored().at("/a/N").asText()).isEqualTo(stored);
        }

        @Test
        void that_is_the_largest_or_smallest_number_is_accepted() {
            accepted("PutItem", put(itemWith("{\"N\": \"-9.9E+125\"}")));
            accepted("PutItem", put(itemWith("{\"N\": \"1E-130\"}")));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"N\": \"1e126\"} | Number overflow",
                    "{\"N\": \"-1e126\"} | Number overflow",
                    "{\"N\": \"1e-131\"} | Number underflow",
                    "{\"N\": \"123456789012345678901234567890123456789\"} | 38 significant digits",
                    "{\"N\": \"abc\"} | numeric value: abc",
                    "{\"N\": \"\"} | numeric value",
                    "{\"NS\": [\"1\", \"abc\"]} | numeric value: abc",
                    "{\"SS\": []} | may not be empty",
                    "{\"NS\": []} | may not be empty",
                    "{\"BS\": []} | may not be empty",
                    "{\"SS\": [\"a\", \"a\"]} | contains duplicates",
                    "{\"NS\": [\"1\", \"1.0\"]} | contains duplicates",
                    "{\"BS\": [\"YQ==\", \"YQ==\"]} | contains duplicates",
                    "{\"NULL\": false} | must have the value of true",
                    "{} | is empty",
                    "{\"X\": \"a\"} | is empty",
                    "{\"S\": \"a\", \"N\": \"1\"} | more than one datatypes",
                    "{\"L\": [{\"SS\": []}]} | may not be empty"
                })
        void that_is_invalid_is_refused(String value, String reason) {
            var refusal = refused("PutItem", put(itemWith(value)));

            assertThat(type(refusal)).isEqualTo("com.amazon.coral.validate#ValidationException");
            assertThat(message(refusal)).contains(reason);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"S\": 1}",
                    "{\"N\": 1}",
                    "{\"B\": \"?\"}",
                    "{\"B\": \"YQ\"}",
                    "{\"B\": \"YR==\"}",
                    "{\"BOOL\": \"true\"}",
                    "{\"L\": {}}",
                    "{\"M\": []}",
                    "{\"SS\": \"a\"}"
                })
        void of_the_wrong_json_type_is_malformed(String value) {
            assertThat(type(refused("PutItem", put(itemWith(value)))))
                    .isEqualTo("com.amazon.coral.service#SerializationException");
        }

        @Test
        void is_nested_32_times_at_most() {
            accepted("PutItem", put(itemWith(nested(32))));

            assertThat(message(refused("PutItem", put(itemWith(nested(33)))))).contains("Nesting");
        }

        private static String nested(int depth) {
            return "{\"L\": [".repeat(depth) + "{\"S\": \"a\"}" + "]}".repeat(depth);
        }
    }

    @Nested
    class GivenALimit {

        /** Names and the key's value also count. */
        private static final int OTHER_BYTES = "id".length() + "1".length() + "a".length();

        @Test
        void takes_an_item_of_400_kb() {
            accepted("PutItem", put(sized(MAX_ITEM_BYTES)));
        }

        @Test
        void refuses_one_byte_more() {
            assertThat(message(refused("PutItem", put(sized(MAX_ITEM_BYTES + 1)))))
                    .isEqualTo("Item size has exceeded the maximum allowed size");
        }

        private static ObjectNode sized(int bytes) {
            var text = "é" + "x".repeat(bytes - OTHER_BYTES - 2);
            return itemWith("{\"S\": \"%s\"}".formatted(text));
        }

        @ParameterizedTest
        @CsvSource({
            "0, 1", "1, 2", "11, 2", "1.1, 3", "111, 3", "1111, 3", "-1, 3", "10, 2", "1e10, 2"
        })
        void counts_a_number_by_its_digits(String number, int bytes) {
            var item = itemWith("{\"N\": \"%s\"}".formatted(number));
            int rest = MAX_ITEM_BYTES - OTHER_BYTES - bytes - "b".length();
            item.putObject("b").put("S", "x".repeat(rest));

            accepted("PutItem", put(item));
            item.putObject("b").put("S", "x".repeat(rest + 1));
            refused("PutItem", put(item));
        }

        @Test
        void takes_a_key_of_2048_bytes() {
            accepted("PutItem", put(item("k".repeat(2048))));

            assertThat(message(refused("PutItem", put(item("k".repeat(2049))))))
                    .contains("maximum size limit of 2048 bytes");
        }

        @Test
        void takes_a_name_of_65535_bytes() {
            accepted("PutItem", put(item("1").set("é" + "n".repeat(65_533), text())));

            for (var name : List.of("é" + "n".repeat(65_534), "n".repeat(65_536))) {
                var item = item("1").<ObjectNode>set(name, text());
                assertThat(message(refused("PutItem", put(item)))).contains("name is too large");
            }
        }

        private static ObjectNode text() {
            return object().put("S", "a");
        }

        @Test
        void takes_an_expression_of_4096_bytes_and_100_candidates() {
            var request = put(item("1"));
            accepted("PutItem", request);

            accepted("PutItem", request.put("ConditionExpression", spaced(4096)));
            assertThat(
                            message(
                                    refused(
                                            "PutItem",
                                            request.put("ConditionExpression", spaced(4097)))))
                    .contains("expression size: 4097");
            accepted("PutItem", request.put("ConditionExpression", "a <> b OR " + in(100)));
            refused("PutItem", request.put("ConditionExpression", "a <> b OR " + in(101)));
        }

        @Test
        void refuses_parentheses_that_are_never_closed() {
            refused("PutItem", put(item("1")).put("ConditionExpression", "(".repeat(4096)));
            refused("PutItem", put(item("1")).put("ConditionExpression", "size(".repeat(800)));
        }

        private static String spaced(int bytes) {
            var expression = "attribute_exists(id)";
            return expression + " ".repeat(bytes - expression.length());
        }

        private static String in(int candidates) {
            return "a IN (%s)".formatted(String.join(", ", Collections.nCopies(candidates, "b")));
        }
    }

    @Nested
    class GivenAKey {

        @Test
        void that_is_missing_is_refused() {
            assertThat(message(refused("PutItem", put(object()))))
                    .contains("Missing the key id in the item");
        }

        @Test
        void of_the_wrong_type_is_refused() {
            var item = object();
            item.putObject("id").put("N", "1");

            assertThat(message(refused("PutItem", put(item))))
                    .contains("Type mismatch for key id expected: S actual: N");
            assertThat(message(refused("GetItem", ofTable().set("Key", item))))
                    .contains("does not match the schema");
        }

        @Test
        void that_is_empty_is_refused() {
            assertThat(message(refused("PutItem", put(item(""))))).contains("empty");
            assertThat(message(refused("GetItem", keyed("")))).contains("empty");
        }

        @Test
        void with_other_attributes_is_refused() {
            var request = ofTable().<ObjectNode>set("Key", itemWith("{\"S\": \"b\"}"));

            assertThat(message(refused("DeleteItem", request)))
                    .contains("does not match the schema");
        }

        @Test
        void that_is_a_number_is_found_however_it_is_written() {
            accepted("CreateTable", createTable("numbers", "N"));
            var item = object();
            item.putObject("id").put("N", "1.0");
            accepted("PutItem", object().put("TableName", "numbers").set("Item", item));
            var key = object();
            key.putObject("id").put("N", "1");

            var request = object().put("TableName", "numbers").<ObjectNode>set("Key", key);

            assertThat(accepted("GetItem", request).path("Item")).isEqualTo(key);
        }
    }

    @Nested
    class GivenPlaceholders {

        private ObjectNode conditional(String expression) {
            return put(item("1")).put("ConditionExpression", expression);
        }

        @Test
        void names_those_that_are_unused() {
            var request = conditional("a = b");
            request.putObject("ExpressionAttributeNames").put("#x", "x");
            assertThat(message(refused("PutItem", request)))
                    .isEqualTo(
                            "Value provided in ExpressionAttributeNames unused in expressions:"
                                    + " keys: {#x}");

            request.remove("ExpressionAttributeNames");
            request.putObject("ExpressionAttributeValues").putObject(":x").put("S", "x");
            assertThat(message(refused("PutItem", request)))
                    .isEqualTo(
                            "Value provided in ExpressionAttributeValues unused in expressions:"
                                    + " keys: {:x}");
        }

        @Test
        void names_the_one_that_is_missing() {
            assertThat(message(refused("PutItem", conditional("#x = b")))).endsWith(": #x");
            assertThat(message(refused("PutItem", conditional("a = :x")))).endsWith(": :x");
        }

        @Test
        void are_refused_without_an_expression() {
            var request = put(item("1"));
            request.putObject("ExpressionAttributeNames").put("#x", "x");

            assertThat(message(refused("PutItem", request))).contains("only be specified when");
        }

        @Test
        void are_refused_if_empty_or_with_an_invalid_name() {
            var request = conditional("a = b");
            request.putObject("ExpressionAttributeNames");
            assertThat(message(refused("PutItem", request))).contains("must not be empty");

            request.putObject("ExpressionAttributeNames").put("x", "x");
            assertThat(message(refused("PutItem", request))).contains("Syntax error; key: \"x\"");
        }
    }

    @Nested
    class GivenSeveralItems {

        @BeforeEach
        void write() {
            IntStream.rangeClosed(1, 5)
                    .mapToObj(Integer::toString)
                    .forEach(it -> accepted("PutItem", put(item(it))));
        }

        @Test
        void scans_all() {
            var page = accepted("Scan", ofTable());

            assertThat(page.path("Items")).hasSize(5);
            assertThat(page.path("Count").asInt()).isEqualTo(5);
            assertThat(page.path("ScannedCount").asInt()).isEqualTo(5);
            assertThat(page.has("LastEvaluatedKey")).isFalse();
        }

        @Test
        void scans_page_by_page() {
            List<String> seen = new ArrayList<>();
            var request = ofTable().put("Limit", 2);
            int pages = 0;
            do {
                var page = accepted("Scan", request);
                page.path("Items").forEach(it -> seen.add(it.at("/id/S").asText()));
                request.set("ExclusiveStartKey", page.get("LastEvaluatedKey"));
                pages++;
            } while (!request.path("ExclusiveStartKey").isMissingNode()
                    && !request.path("ExclusiveStartKey").isNull());

            assertThat(pages).isEqualTo(3);
            assertThat(seen).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
        }

        @Test
        void continues_after_a_deleted_key() {
            var key = accepted("Scan", ofTable().put("Limit", 2)).path("LastEvaluatedKey");
            accepted("DeleteItem", ofTable().set("Key", key));

            var page = accepted("Scan", ofTable().set("ExclusiveStartKey", key));

            assertThat(page.path("Count").asInt()).isEqualTo(3);
        }

        @Test
        void ends_a_page_at_one_megabyte() {
            for (int i = 1; i <= 5; i++) {
                var item = item(Integer.toString(i));
                item.putObject("a").put("S", "x".repeat(300_000));
                accepted("PutItem", put(item));
            }

            var page = accepted("Scan", ofTable());

            assertThat(page.path("Count").asInt()).isEqualTo(4);
            assertThat(page.has("LastEvaluatedKey")).isTrue();
        }

        @Test
        void refuses_a_limit_below_one() {
            assertThat(message(refused("Scan", ofTable().put("Limit", 0)))).contains("Limit");
        }
    }

    @Nested
    class GivenTables {

        @Test
        void describes_one() {
            accepted("PutItem", put(item("1")));

            var table = accepted("DescribeTable", ofTable()).path("Table");

            assertThat(table.path("TableName").asText()).isEqualTo("things");
            assertThat(table.path("TableStatus").asText()).isEqualTo("ACTIVE");
            assertThat(table.path("ItemCount").asInt()).isEqualTo(1);
            assertThat(table.path("TableSizeBytes").asInt()).isEqualTo(3);
            assertThat(table.path("KeySchema")).isEqualTo(createTable().path("KeySchema"));
        }

        @Test
        void creates_none_twice() {
            assertThat(type(refused("CreateTable", createTable())))
                    .isEqualTo("com.amazonaws.dynamodb.v20120810#ResourceInUseException");
        }

        @ParameterizedTest
        @ValueSource(strings = {"DescribeTable", "Scan", "GetItem"})
        void does_not_find_another_name(String operation) {
            var request = operation.equals("GetItem") ? keyed("1") : ofTable();

            assertThat(type(refused(operation, request.put("TableName", "nothing"))))
                    .isEqualTo("com.amazonaws.dynamodb.v20120810#ResourceNotFoundException");
        }

        @Test
        void lists_them_page_by_page() {
            accepted("CreateTable", createTable("abc", "S"));
            accepted("CreateTable", createTable("xyz", "S"));

            var page = accepted("ListTables", object().put("Limit", 2));
            assertThat(names(page)).containsExactly("abc", "things");
            assertThat(page.path("LastEvaluatedTableName").asText()).isEqualTo("things");

            var last = accepted("ListTables", object().put("ExclusiveStartTableName", "things"));
            assertThat(names(last)).containsExactly("xyz");
            assertThat(last.has("LastEvaluatedTableName")).isFalse();
        }

        private static List<String> names(ObjectNode page) {
            return StreamSupport.stream(page.path("TableNames").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }

        @Test
        void has_a_key_whose_name_is_1_to_255_characters_long() {
            accepted("CreateTable", createTable("long-key", "S", "k".repeat(255)));

            for (var key : List.of("", "k".repeat(256))) {
                assertThat(message(refused("CreateTable", createTable("abc", "S", key))))
                        .contains("1 to 255 characters");
            }
        }
    }

    @Nested
    class GivenAnUnsupportedRequest {

        @ParameterizedTest
        @ValueSource(strings = {"UpdateItem", "Query", "BatchWriteItem", "TransactWriteItems"})
        void names_the_operation(String operation) {
            var refusal = refused(operation, ofTable());

            assertThat(type(refusal))
                    .isEqualTo("com.amazon.coral.service#UnknownOperationException");
            assertThat(message(refusal)).contains(operation);
        }

        @ParameterizedTest
        @CsvSource({
            "PutItem, Expected",
            "PutItem, ConditionalOperator",
            "DeleteItem, Expected",
            "GetItem, ProjectionExpression",
            "GetItem, AttributesToGet",
            "Scan, FilterExpression",
            "Scan, ProjectionExpression",
            "Scan, IndexName",
            "Scan, Segment",
            "CreateTable, GlobalSecondaryIndexes",
            "CreateTable, ProvisionedThroughput",
            "CreateTable, StreamSpecification",
            "PutItem, ReturnConsumedCapacity"
        })
        void names_the_parameter(String operation, String parameter) {
            var refusal = refused(operation, ofTable().put(parameter, "TOTAL"));

            assertThat(type(refusal)).isEqualTo("com.amazon.coral.validate#ValidationException");
            assertThat(message(refusal)).contains("does not support the parameter " + parameter);
        }

        @Test
        void names_the_document_path() {
            var request = put(item("1")).put("ConditionExpression", "a.b = c");

            assertThat(message(refused("PutItem", request)))
                    .contains("does not support the document path that begins with a.");
        }

        @Test
        void names_a_sort_key() {
            var request = createTable("sorted", "S");
            request.withArray("KeySchema")
                    .addObject()
                    .put("AttributeName", "r")
                    .put("KeyType", "RANGE");

            assertThat(message(refused("CreateTable", request))).contains("a sort key");
        }

        @Test
        void names_the_billing_mode_that_is_the_default() {
            var request = createTable("provisioned", "S");
            request.remove("BillingMode");

            assertThat(message(refused("CreateTable", request)))
                    .contains("does not support BillingMode PROVISIONED, which is the default");
        }

        @Test
        void names_an_arn() {
            var arn = "arn:aws:dynamodb:us-east-1:000000000000:table/things";

            assertThat(message(refused("Scan", ofTable().put("TableName", arn))))
                    .contains("does not support an ARN as TableName");
        }

        @Test
        void accepts_no_string_as_a_flag() {
            for (var operation : List.of("GetItem", "Scan")) {
                var request = operation.equals("Scan") ? ofTable() : keyed("1");
                assertThat(type(refused(operation, request.put("ConsistentRead", "true"))))
                        .isEqualTo("com.amazon.coral.service#SerializationException");
            }
        }

        @Test
        void treats_null_as_absent() {
            accepted("PutItem", put(item("1")).putNull("Expected").putNull("ReturnValues"));
        }

        @Test
        void accepts_parameters_without_an_effect() {
            accepted(
                    "PutItem",
                    put(item("1"))
                            .put("ReturnConsumedCapacity", "NONE")
                            .put("ReturnItemCollectionMetrics", "NONE")
                            .put("ReturnValues", "NONE"));
        }

        @Test
        void names_return_values_that_a_put_does_not_have() {
            assertThat(message(refused("PutItem", put(item("1")).put("ReturnValues", "ALL_NEW"))))
                    .contains("ReturnValues can only be ALL_OLD or NONE");
        }

        @Test
        void names_a_parameter_that_is_missing() {
            assertThat(message(refused("GetItem", object()))).contains("'Key'");
            assertThat(message(refused("DescribeTable", object()))).contains("'TableName'");
        }
    }
}
