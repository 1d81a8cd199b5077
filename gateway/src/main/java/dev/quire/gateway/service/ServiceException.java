package dev.quire.gateway.service;

/** Ends a request with a problem. */
final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ServiceProblem problem;

    ServiceException(ServiceProblem problem) {
        super(problem.name());
        this.problem = problem;
    }

    ServiceProblem problem() {
        return problem;
    }
}
