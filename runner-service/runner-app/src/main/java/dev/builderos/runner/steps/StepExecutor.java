package dev.builderos.runner.steps;

/** Carries out one kind of work. Called again after an approval or a crash, it continues by what the journal holds. */
interface StepExecutor {
    StepOutcome execute(StepContext step);
}
