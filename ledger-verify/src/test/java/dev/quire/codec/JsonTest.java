package dev.quire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The small reader and writer of JSON, against a large one. */
class JsonTest {
    private final ObjectMapper mapper = new ObjectMapper();

    @Provide
    Arbitrary<Json> values() {
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars("ab\"\\/\n\t\u0001\u007f\u00e9\u2028")
                .ofMaxLength(6);
        Arbitrary<Json> plain = Arbitraries.oneOf(
                texts.map(Json.Text::new),
                Arbitraries.longs().map(Json.Int::new),
                Arbitraries.of(true, false).map(Json.Flag::new),
                Arbitraries.just(new Json.Null()));
        return Arbitraries.recursive(
                () -> plain,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(Json.Elements::new),
                        Arbitraries.maps(texts, inner).ofMaxSize(3).map(Json.Members::new)),
                0,
                3);
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadBackByThisReaderAndByOthers(@ForAll("values") Json value) throws Exception {
        String text = value.write();
        assertThat(Json.parse(text)).isEqualTo(value);
        assertThat(Json.parse(mapper.readTree(text).toPrettyString())).isEqualTo(value);
    }

    @Property(tries = 300)
    void noTextIsReadThatOthersRefuse(@ForAll("values") Json value, @ForAll int anyPlace, @ForAll char other) {
        String text = value.write();
        int place = Math.floorMod(anyPlace, text.length());
        String changed = text.substring(0, place) + other + text.substring(place + 1);
        try {
            assertThat(Json.parse(changed).write()).isNotEmpty();
        } catch (MalformedException refused) {
            assertThat(refused).hasMessageStartingWith("JSON: ");
            return;
        }
        try {
            assertThat(mapper.readTree(changed)).isNotNull();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(changed, e);
        }
    }

    @Example
    void namesMayStandInAnyOrder() throws Exception {
        assertThat(Json.parse(" { \"a\" : 1 , \"b\" : [ true ] }\n")).isEqualTo(Json.parse("{\"b\":[true],\"a\":1}"));
    }

    @Example
    void whatCanBeReadInTwoWaysIsRefused() {
        for (String text : List.of(
                "",
                "{",
                "[1,]",
                "[,1]",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":1}",
                "{a:1}",
                "01",
                "-",
                "1.0",
                "1e3",
                "9223372036854775808",
                "tru",
                "\"\\x\"",
                "\"\\ud800\"",
                "\"\\u12g4\"",
                "\"\n\"",
                "1 2",
                "1\u0000",
                "[".repeat(66) + "]".repeat(66))) {
            assertThatThrownBy(() -> Json.parse(text)).as(text).isInstanceOf(MalformedException.class);
        }
    }
}
