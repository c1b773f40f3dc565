INSERT INTO functions_embedded.migrations (version) VALUES ($1);
