namespace FaultHarness.Rounds;

/// <summary>
/// Tables of the workers' effects, and triggers that write down who owns which epoch and who commits although it does not. Each worker
/// process has a database role of its own, so the database itself tells them apart.
/// </summary>
static class AuditSql
{
    public const string Create = """
        CREATE SCHEMA chaos;
        CREATE TABLE chaos.effects (instance text, task int, PRIMARY KEY (instance, task));
        CREATE TABLE chaos.attempts (id bigserial PRIMARY KEY, instance text, task int, worker text);
        CREATE TABLE chaos.mended (instance text PRIMARY KEY);
        CREATE TABLE chaos.held (run uuid PRIMARY KEY, instance text NOT NULL, worker text NOT NULL);
        CREATE TABLE chaos.epochs (epoch bigint PRIMARY KEY, who text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
        CREATE TABLE chaos.violations (id bigserial PRIMARY KEY, what text NOT NULL);

        CREATE FUNCTION chaos.note_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.epoch <= OLD.epoch THEN
                INSERT INTO chaos.violations (what) VALUES (format('epoch %s follows %s', NEW.epoch, OLD.epoch));
            END IF;
            INSERT INTO chaos.epochs (epoch, who) VALUES (NEW.epoch, current_user);
            RETURN NULL;
        END
        $$;
        CREATE TRIGGER note_epoch AFTER UPDATE ON durable_chaos.ownership FOR EACH ROW EXECUTE FUNCTION chaos.note_epoch();

        CREATE FUNCTION chaos.note_commit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM durable_chaos.ownership o JOIN chaos.epochs e USING (epoch) WHERE e.who = current_user) THEN
                INSERT INTO chaos.violations (what) SELECT format('%s wrote %s in epoch %s', current_user, TG_TABLE_NAME, epoch) FROM durable_chaos.ownership;
            END IF;
            RETURN NULL;
        END
        $$;
        CREATE TRIGGER note_history AFTER INSERT ON durable_chaos.history FOR EACH STATEMENT EXECUTE FUNCTION chaos.note_commit();
        CREATE TRIGGER note_entities AFTER INSERT OR UPDATE ON durable_chaos.entities FOR EACH STATEMENT EXECUTE FUNCTION chaos.note_commit();
        """;
}
