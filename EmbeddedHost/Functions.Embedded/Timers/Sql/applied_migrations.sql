SELECT version FROM functions_embedded.migrations;
