namespace Functions.Embedded.Discovery;

enum TriggerKind
{
    Http,
    Timer,
    Orchestration,
    Activity,
    Entity,
}
