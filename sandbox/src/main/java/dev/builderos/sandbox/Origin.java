package dev.builderos.sandbox;

/**
 * Whose a command is. Where commands outlive the process that started them, they are found again by it.
 *
 * @param org of the run
 * @param run that it works for
 * @param step of the run
 * @param call names the command within the step, the same whenever it is tried again
 * @param epoch of the lease under which it is started: of two with the same names, the one with the lower epoch is left over
 */
public record Origin(String org, String run, String step, String call, long epoch) {}
