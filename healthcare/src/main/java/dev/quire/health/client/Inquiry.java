package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.HealthEntry;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import java.util.ArrayList;
import java.util.List;

/** Questions that are asked in one read: one way to the ledger and one proof for all, of one height. For one thread. */
final class Inquiry {
    private final Chain chain;
    private final List<Question<?>> questions = new ArrayList<>();

    Inquiry(Chain chain) {
        this.chain = chain;
    }

    /** One question, and what it came to. */
    static final class Question<T extends HealthEntry> {
        private final KeyRange range;
        private final Class<T> type;
        private List<T> answer = List.of();

        private Question(KeyRange range, Class<T> type) {
            this.range = range;
            this.type = type;
        }

        private void take(List<StateAnswers.Found> found) throws HealthException {
            List<T> entries = new ArrayList<>();
            for (StateAnswers.Found entry : found) {
                entries.add(Chain.decoded(entry.value(), type));
            }
            answer = entries;
        }

        /** All there are; none before the inquiry was asked. */
        List<T> all() {
            return answer;
        }

        /** @throws HealthException.Unknown if there is none */
        T require(String what) throws HealthException {
            return answer.stream()
                    .findFirst()
                    .orElseThrow(() -> new HealthException.Unknown("the ledger has no " + what));
        }
    }

    <T extends HealthEntry> Question<T> entry(Class<T> type, EntryKind kind, Bytes name) {
        return add(new Question<>(KeyRange.of(new StateKey(HealthStateMachine.ID, kind.key(name))), type));
    }

    /** @param index a list whose values are the entries themselves, as {@link EntryIndex#MEMBERS} */
    <T extends HealthEntry> Question<T> list(Class<T> type, EntryIndex index, Id... owner) {
        return add(new Question<>(index.range(Chain.joined(owner)), type));
    }

    private <T extends HealthEntry> Question<T> add(Question<T> question) {
        questions.add(question);
        return question;
    }

    /** Asks, at most 1,000 questions. */
    void ask() throws HealthException {
        StateAnswers read =
                chain.read(questions.stream().map(question -> question.range).toList());
        for (int i = 0; i < questions.size(); i++) {
            questions.get(i).take(read.answers().get(i));
        }
    }
}
