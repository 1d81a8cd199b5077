package dev.quire.health;

/** On what the grantee relies in law: consent is often not the basis of treatment. */
public enum LegalBasis implements Coded {
    CONSENT(1),
    /** Provision of health care by those bound to secrecy. */
    CARE(2),
    VITAL_INTEREST(3),
    LEGAL_OBLIGATION(4),
    PUBLIC_HEALTH(5),
    RESEARCH(6);

    private final int code;

    LegalBasis(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
