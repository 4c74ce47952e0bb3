package dev.builderos.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The reference is the library that the RFC's author wrote; it works on texts. */
class CanonicalJsonTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void writesEveryTreeAsTheReferenceDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            ObjectNode tree = JSON.objectNode();
            tree.set("value", tree(random, 4));

            String written = CanonicalJson.text(tree);

            assertThat(written)
                    .as("seed %d, tree %d", seed, i)
                    .isEqualTo(
                            new String(CanonicalJson.canonicalise(ContractJson.write(tree)), StandardCharsets.UTF_8));
        }
    }

    @Test
    void writesTheExampleOfTheRfc() throws Exception {
        JsonNode tree = ContractJson.mapper().readTree("""
                {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                 "literals": [null, true, false]}""");

        assertThat(CanonicalJson.text(tree))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    private static JsonNode tree(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextLong() >> random.nextInt(64));
            case 3 -> JSON.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 4 -> JSON.numberNode(new BigDecimal(new BigInteger(70, random), random.nextInt(30)));
            case 5 -> JSON.numberNode(new BigInteger(90, random));
            case 6 -> JSON.textNode(text(random));
            case 7 -> {
                ArrayNode array = JSON.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(tree(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = JSON.objectNode();
                for (int i = random.nextInt(6); i > 0; i--) {
                    object.set(text(random), tree(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append("\"\\/'".charAt(random.nextInt(4)));
                case 2 -> text.appendCodePoint(0x10000 + random.nextInt(0x1000));
                case 3 -> text.append((char) (0xA0 + random.nextInt(0x5000)));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }
}
