package dev.quire.node.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class TextViewTest {
    /** Names and sentences come from other members, who may not draw on this one's terminal. */
    @Test
    void whatOthersWroteIsOneCellOfOneLine() {
        String forged = "Dr A\u001b[2K\r\n0f  DECLINED\u202e\u2028\u0007\u009bx";
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("why", forged);
        answer.putArray("requests").addObject().put("name", forged).put("role", "surgeon, Großhadern");
        String shown = TextView.of(answer);
        assertThat(shown.lines()).hasSize(4);
        assertThat(shown).contains("Dr A?[2K??0f  DECLINED????x").contains("surgeon, Großhadern");
    }

    @Test
    void messagesKeepTheirLinesAndNothingElse() {
        assertThat(Printable.lines("it says \u001b[31mno\nTry again"))
                .isEqualTo("it says ?[31mno" + System.lineSeparator() + "Try again");
    }
}
